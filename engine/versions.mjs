/**
 * What is compared of a version such as `v3.257.0-alpha.1`, `3.216.0` or `go1.25.11`.
 * @typedef {{ numbers: [number, number, number], prerelease: boolean }} Version
 */

/**
 * @param {string} text
 * @returns {Version | undefined} nothing when the text holds no version
 */
export function parseVersion(text) {
    const match = /(\d+)\.(\d+)(?:\.(\d+))?(-)?/.exec(text);
    if (!match) {
        return undefined;
    }
    const [, major, minor, patch = "0", suffix] = match;
    return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: suffix !== undefined };
}

/**
 * Whether a version is the wanted release or a later one. A prerelease comes before the release of its numbers.
 * @param {string} version
 * @param {string} wanted a release
 * @returns {boolean} false when either is no version
 */
export function isAtLeast(version, wanted) {
    const actual = parseVersion(version);
    const minimum = parseVersion(wanted);
    if (!actual || !minimum) {
        return false;
    }
    for (const position of /** @type {const} */ ([0, 1, 2])) {
        const difference = actual.numbers[position] - minimum.numbers[position];
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return !actual.prerelease;
}
