import { join } from "node:path";
import { createRequire } from "node:module";
import { root } from "../setup.mjs";

const require = createRequire(import.meta.url);
const DAY = 86_400_000;

/** When the example's tokens are looked at. */
export const EXAMPLE_TIME = Date.parse("2026-12-01T09:00:00Z");

/** @param {number} days from then */
const day = (days) => new Date(EXAMPLE_TIME + days * DAY).toISOString().replace(".000Z", "Z");

/**
 * @param {string} name
 * @param {string} tokenFingerprint
 * @param {number} issued in days from then
 * @param {object} [more]
 */
function rotating(name, tokenFingerprint, issued, more) {
    const outputs = {
        status: "active",
        tokenFingerprint,
        issuedAt: day(issued),
        validUntil: day(issued + 730),
        rotatesAfter: day(issued + 670),
        rotation: { beforeExpiry: "60d" },
        ...more,
    };
    return { name, type: "thousandeyes:ApiToken", outputs };
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} tokenFingerprint
 * @param {object} more
 */
function adopted(name, type, tokenFingerprint, more) {
    return { name, type, outputs: { status: "active", tokenFingerprint, ...more } };
}

const STACKS = {
    "acme/network/prod": [
        rotating("ci", "614b18826907", -4, { previousValidUntil: day(10) }),
        rotating("terraform", "9d02c5f1ab34", -676),
    ],
    "acme/network/staging": [rotating("ci", "1c395fbd954c", -210, { status: "rejected" })],
    "acme/monitoring/prod": [
        rotating("synthetics", "77aa01c2de9b", -540),
        adopted("cmdb", "versio:ApiToken", "cf3dcd8c9afd", {
            adoptedAt: day(-345),
            maxAge: "365d",
            dueAt: day(-10),
        }),
    ],
    "acme/runbooks/prod": [
        adopted("robot", "cutover:UserAppToken", "8915dff16c3a", {
            adoptedAt: day(-9),
            expiresAt: day(356),
            dueAt: day(326),
            previousValidUntil: day(5),
            earlierValidUntil: [day(2)],
        }),
    ],
};

/** A report of tokens in several situations, as the built package makes it. */
export function exampleReport() {
    const built = join(root, "dist", "cli", "status", "report.js");
    const { statusReport } = /** @type {typeof import("../../src/cli/status/report.js")} */ (require(built));
    const readings = Object.entries(STACKS).map(([stack, tokens]) => ({
        stack,
        state: { cutOff: [], tokens },
    }));
    return statusReport(/** @type {never} */ (readings), new Map(), EXAMPLE_TIME, true);
}
