/**
 * How far a name is from the one that was meant: letters to insert, delete, replace or swap with their neighbour. Upper
 * and lower case count as the same; a name that contains the other is nearer than any that has to be changed.
 */
export function nameDistance(meant: string, name: string): number {
    const [from, to] = [folded(meant), folded(name)];
    if (from !== "" && to.includes(from)) {
        return (to.length - from.length) / (to.length + 1);
    }
    return editDistance(Array.from(from), Array.from(to));
}

function folded(name: string): string {
    return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** The optimal string alignment distance, in three rows of its table. */
function editDistance(from: readonly string[], to: readonly string[]): number {
    let [twoAbove, above]: number[][] = [[], [...Array(to.length + 1).keys()]];
    for (const [i, letter] of from.entries()) {
        const row = [i + 1];
        for (const [j, other] of to.entries()) {
            const swapped = letter === to[j - 1] && from[i - 1] === other;
            row.push(
                Math.min(
                    at(above, j + 1) + 1,
                    at(row, j) + 1,
                    at(above, j) + (letter === other ? 0 : 1),
                    swapped ? at(twoAbove, j - 1) + 1 : Infinity,
                ),
            );
        }
        [twoAbove, above] = [above, row];
    }
    return at(above, to.length);
}

function at(row: readonly number[] | undefined, index: number): number {
    return row?.[index] ?? Infinity;
}
