import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { formatTime } from "../../../src/base/time";
import type { StackReading } from "../../../src/cli/stacks/read-stacks";
import { stackProblem } from "../../../src/cli/stacks/stack-problem";
import type { Condition, Level } from "../../../src/cli/tokens/token-summary";
import { Journal } from "../../../src/journal/journal";
import { systemProcesses } from "../../../src/journal/process-identity";
import { openStore } from "../../../src/journal/stores/open";

/** An hour after what was recorded. */
export const NOW = Date.parse("2026-11-27T03:41:17Z");

const at = (time: string, days = 0) => Date.parse(time) + days * DAY;
const [DUE, END] = ["2027-11-02T00:00:00Z", "2028-01-01T00:00:00Z"];

/** Something that a token, a stack or a journal can be in, and what is said of it. */
export interface Situation {
    /** The token of the recorded state that it is about. */
    readonly token?: string;
    /** Its outputs, as far as they differ from the recorded ones. */
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly now?: number;
    /** Of the stack as a whole. */
    readonly reading?: Partial<StackReading>;
    /** What happened to the journal since. */
    readonly journal?: (folder: string) => Promise<void> | void;
    readonly condition?: Condition;
    readonly level: Level;
    /** What the text and the page say. */
    readonly says: RegExp;
}

const HELD = "a-token-of-a-run-that-goes-on";

export const SITUATIONS: Readonly<Record<string, Situation>> = {
    "nothing to do": { token: "plain", condition: "active", level: "fine", says: /active/ },
    "an end that nobody knows": { token: "versio", condition: "active", level: "fine", says: /unknown/ },
    "the token before it is still valid": {
        token: "saved",
        condition: "active",
        level: "fine",
        says: /13 days/,
    },
    due: {
        token: "plain",
        now: at(DUE, 1),
        condition: "due",
        level: "soon",
        says: /59 days left \(beforeExpiry 60d\)\. Run `pulumi up`: it rotates the token\./,
    },
    overdue: {
        token: "plain",
        now: at(DUE, 20),
        condition: "overdue",
        level: "soon",
        says: /look at why no schedule ran it, 40 days before its end/,
    },
    "about to end, and nothing has rotated it": {
        token: "plain",
        now: at(END, -3),
        condition: "ending",
        level: "broken",
        says: /Run `pulumi up` today: the token ends at 2028-01-01T00:00:00Z/,
    },
    expired: {
        token: "plain",
        now: at(END, 1),
        condition: "expired",
        level: "broken",
        says: /expired at 2028-01-01T00:00:00Z .*set it as bootstrapToken/,
    },
    "due, and the token before it is still valid": {
        token: "plain",
        outputs: { previousValidUntil: formatTime(at(DUE, 5)) },
        now: at(DUE, 2),
        condition: "waiting",
        level: "fine",
        says: /previous token is valid until 2027-11-07T00:00:00Z: waiting/,
    },
    "a trigger waits for the end of the overlap": {
        token: "saved",
        outputs: { rotationPending: true },
        condition: "waiting",
        level: "fine",
        says: /Rotation is pending, a trigger fired during the last overlap.*The first `pulumi up` after it rotates/,
    },
    "a trigger waited, and the overlap is over": {
        token: "saved",
        outputs: { rotationPending: true },
        now: at("2026-12-13T00:00:00Z"),
        condition: "due",
        level: "soon",
        says: /trigger fired during the last overlap\. Run `pulumi up`/,
    },
    rejected: {
        token: "rejected",
        condition: "rejected",
        level: "broken",
        says: /it asks once more\. If the token is dead/,
    },
    lost: { token: "lost", condition: "lost", level: "broken", says: /never reached this stack/ },
    "lost as only the journal knows": {
        token: "lost",
        outputs: { status: "active", validUntil: END },
        condition: "lost",
        level: "broken",
        says: /stops working by 2026-12-11T02:40:55Z/,
    },
    "sealed and unsaved": {
        token: "issued",
        condition: "unsaved",
        level: "soon",
        says: /Token 14e23f572fc1 was issued but not saved to state\. Run `pulumi up`: it takes the new token from the journal/,
    },
    "sealed and unsaved, and the token in state is dead": {
        token: "issued",
        now: at("2027-01-01T00:00:00Z"),
        condition: "unsaved",
        level: "broken",
        says: /it takes the new token from the journal/,
    },
    "an intent whose process is gone": {
        token: "intent",
        condition: "unclear",
        level: "soon",
        says: /it finds out whether a new token was issued/,
    },
    "an intent whose process runs": {
        token: "plain",
        outputs: { tokenFingerprint: fingerprint(HELD) },
        journal: async (folder) => {
            const request = { token: HELD, resourceName: "plain", deadline: at(END), triggers: {} };
            await new Journal(openStore(folder), systemProcesses, () => NOW).begin(request);
        },
        condition: "rotating",
        level: "fine",
        says: new RegExp(`process ${process.pid} is rotating this token`, "i"),
    },
    "no clear answer": {
        token: "unclear",
        condition: "unclear",
        level: "soon",
        says: /The rotation started at .* got no clear answer\./,
    },
    "an entry that cannot be read": {
        token: "plain",
        journal: (folder) => {
            writeFileSync(join(folder, "fc39398bfc39.1.json"), "{", { mode: 0o600 });
        },
        condition: "blocked",
        level: "broken",
        says: /It won't be rotated: .*fc39398bfc39\.1\.json cannot be used/,
    },
    "a journal that must not be used": {
        token: "plain",
        journal: (folder) => {
            chmodSync(folder, 0o777);
        },
        condition: "active",
        level: "broken",
        says: /The journal cannot be read.*chmod 700/,
    },
    "a token that a person has to replace": {
        token: "cutover",
        outputs: { expiresAt: formatTime(NOW + 20 * DAY), dueAt: formatTime(NOW - 10 * DAY) },
        condition: "due",
        level: "soon",
        says: /20 days left \(remindBefore 30d\).*Make another token in the UI \(Access Management/,
    },
    "a token that a person has to replace today": {
        token: "cutover",
        outputs: { expiresAt: formatTime(NOW + 2 * DAY), dueAt: formatTime(NOW - 28 * DAY) },
        condition: "ending",
        level: "broken",
        says: /Make another token in the UI/,
    },
    "older than its maxAge": {
        token: "versio",
        outputs: { maxAge: "40d" },
        now: NOW + 50 * DAY,
        condition: "overdue",
        level: "soon",
        says: /older than its maxAge of 40d.*Environment settings/,
    },
    "swapped twice, and both tokens before it are kept": {
        token: "cutover",
        outputs: {
            previousValidUntil: formatTime(NOW + 12 * DAY),
            earlierTokens: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" },
            earlierValidUntil: [formatTime(NOW + 5 * DAY)],
        },
        condition: "active",
        level: "fine",
        says: /12 days, 5 days/,
    },
    "a token before it has outlived its grace period": {
        token: "versio",
        outputs: { previousValidUntil: formatTime(NOW - 2 * DAY) },
        condition: "active",
        level: "fine",
        says: /grace period ended at .*: it leaves the state with the next `pulumi up`/,
    },
    "a token that a person made is rejected": {
        token: "versio",
        outputs: { status: "rejected" },
        condition: "rejected",
        level: "broken",
        says: /`pulumi refresh`: it asks once more/,
    },
    "a create that did not come to its end": {
        token: "plain",
        outputs: { tokenFingerprint: undefined, status: undefined },
        condition: "unreadable",
        level: "broken",
        says: /lacks what every token's state has/,
    },
    "a policy that is secret": {
        token: "plain",
        outputs: { rotation: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" } },
        now: at(DUE, 1),
        condition: "due",
        level: "soon",
        says: /59 days left/,
    },
    "a stack that a run has": {
        reading: { lock: { owner: "ci@runner (pid 7)", isLeft: false, since: NOW - 1000 } },
        level: "fine",
        says: /locked by ci@runner \(pid 7\): a run has it/,
    },
    "a stack that is locked for long": {
        reading: { lock: { owner: "ci@runner (pid 7)", isLeft: false, since: NOW - DAY } },
        level: "soon",
        says: /nothing can rotate.*`pulumi cancel`/,
    },
    "a stack that a run has left locked": {
        reading: { lock: { owner: "ci@here (pid 7)", isLeft: true } },
        level: "soon",
        says: /a run that has ended: nothing can rotate\. Run `pulumi cancel`/,
    },
    "a state that cannot be read": {
        reading: {
            problem: stackProblem(
                "error: failed to load checkpoint: place 1: unexpected end of JSON input\n",
            ),
        },
        level: "broken",
        says: /Failed to load checkpoint.*`pulumi stack import`/,
    },
    "a stack that this user has no access to": {
        reading: { problem: stackProblem("error: [403] Forbidden: reading postgres://ops:hunter22@db/x") },
        level: "broken",
        says: /:\/\/…@db.*`pulumi login`/,
    },
    "a stack that is not there": {
        reading: { problem: stackProblem("error: no stack named 'organization/a/b' found") },
        level: "broken",
        says: /No stack named.*`pulumi stack ls --all`/,
    },
};
