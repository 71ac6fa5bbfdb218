/** Entries of a journal are read so many at a time. */
export const ENTRIES_AT_A_TIME = 8;

/** Does something for each of them, so many at a time, and gives the results in their order. */
export async function eachOf<T, R>(
    items: readonly T[],
    atATime: number,
    work: (item: T) => Promise<R>,
): Promise<R[]> {
    const results = new Array<R>(items.length);
    const left = items.entries();
    const worker = async () => {
        for (const [index, item] of left) {
            results[index] = await work(item);
        }
    };
    await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
    return results;
}
