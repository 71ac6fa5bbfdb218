import { stripVTControlCharacters } from "node:util";

/** Lines up cells in columns, two spaces apart. Colours in a cell take no room. */
export function table(rows: readonly (readonly string[])[]): string {
    const widths: number[] = [];
    for (const row of rows) {
        row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))));
    }
    return rows
        .map((row) => row.map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - widthOf(cell))))
        .map((cells) => cells.join("  ").trimEnd())
        .join("\n");
}

function widthOf(cell: string): number {
    return Array.from(stripVTControlCharacters(cell)).length;
}
