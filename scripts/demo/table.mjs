import Table from "cli-table3";

/** @param {import("./stage.mjs").Row[]} rows */
export function renderTable(rows) {
    const table = new Table({
        head: ["step", "what Pulumi said", "requests sent", "token", "valid until"],
        colWidths: [24, 44, 26, 14, 22],
        wordWrap: true,
        style: { head: [], border: [] },
    });
    for (const { step, said, requests, fingerprint, validUntil } of rows) {
        table.push([step, said, requests, fingerprint, validUntil]);
    }
    return table.toString();
}
