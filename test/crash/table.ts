import Table from "cli-table3";
import type { Outcome } from "./crash";

/** Prints what came of the crashes, in the order of the sequence. */
export function printTable(title: string, outcomes: readonly Outcome[]): void {
    const table = new Table({
        head: ["cut off", "killed", "POSTs", "issued", "what the next `pulumi up` said", "end"],
        colWidths: [26, 14, 7, 8, 52, 24],
        wordWrap: true,
        style: { head: [], border: [] },
    });
    for (const { point, victims, posts, issued, said, end } of outcomes) {
        table.push([point, victims, posts.join(" + "), issued, said.slice(0, 200), end]);
    }
    process.stdout.write(`\n${title}\n${table.toString()}\n`);
}
