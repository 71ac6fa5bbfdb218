/**
 * Does two things so many times, in turn: what takes milliseconds needs many tries in a round.
 * @template Result
 * @param {number} times
 * @param {() => Promise<Result>} ours
 * @param {() => Promise<Result>} bare
 * @returns {Promise<{ ours: Result[], bare: Result[] }>}
 */
export async function inTurn(times, ours, bare) {
    /** @type {{ ours: Result[], bare: Result[] }} */
    const results = { ours: [], bare: [] };
    for (let time = 0; time < times; time++) {
        results.ours.push(await ours());
        results.bare.push(await bare());
    }
    return results;
}
