import type { Hono } from "hono";
import { z } from "zod";
import { ControlError, readBody } from "../control/requests";
import { parseDuration } from "../duration";
import { fingerprintOfHash } from "../fingerprint";
import type { SystemControl } from "../system";
import type { Accounts, Member } from "./accounts";
import type { ThousandEyesParts } from "./api";
import { isActive } from "./token-rules";

/** A token as the control interface shows it. */
export interface TokenView {
    /** First 12 hex digits of the token's SHA-256. */
    fingerprint: string;
    /** ISO 8601. */
    issuedAt: string;
    /** ISO 8601. */
    validUntil: string;
    /** ISO 8601; null when it was not revoked. */
    revokedAt: string | null;
    /** Whether the token is neither revoked nor past its end. */
    active: boolean;
}

/** A user as the control interface shows it. */
export interface UserView {
    uid: string;
    name: string;
    email: string;
    orgId: string;
    organizationName: string;
    loginAccountGroup: string;
    accountGroups: string[];
    apiAccess: boolean;
    viewAllAccountGroups: boolean;
    /** Whether the account is locked out: its tokens get 401. */
    locked: boolean;
    /** All tokens the user ever had, oldest first. */
    tokens: TokenView[];
}

const createSchema = z.strictObject({ validFor: z.string().optional() });
const changeSchema = z.strictObject({ locked: z.boolean().optional(), apiAccess: z.boolean().optional() });

const routes: Readonly<Record<string, string>> = {
    "GET /thousandeyes/users": "the users with their tokens as fingerprints",
    "PUT /thousandeyes/users/{uid}": "{locked?, apiAccess?}: lock a user out, take API access away, and back",
    "POST /thousandeyes/users/{uid}/tokens":
        '{validFor?: "30d"}: create a token as in the UI; the only answer that shows one',
    "DELETE /thousandeyes/users/{uid}/tokens": "revoke all tokens of a user as in the UI",
    "DELETE /thousandeyes/users/{uid}/tokens/{fingerprint}": "revoke one token",
};

/** The part of the control interface that stands in for the ThousandEyes UI. */
export function thousandEyesControl(parts: ThousandEyesParts): SystemControl {
    return {
        routes,
        mount: (app) => {
            mountUsers(app, parts);
            mountRevocation(app, parts);
        },
    };
}

function mountUsers(app: Hono, { accounts, clock, save }: ThousandEyesParts): void {
    app.get("/thousandeyes/users", (context) =>
        context.json({ users: accounts.all().map((member) => viewOf(accounts, member, clock.now())) }),
    );
    app.put("/thousandeyes/users/:uid", async (context) => {
        const { user } = memberOf(accounts, context.req.param("uid"));
        accounts.change(user.uid, await readBody(context, changeSchema));
        save();
        return context.json(viewOf(accounts, memberOf(accounts, user.uid), clock.now()));
    });
    app.post("/thousandeyes/users/:uid/tokens", async (context) => {
        const { user } = memberOf(accounts, context.req.param("uid"));
        const { validFor } = await readBody(context, createSchema);
        const validForMs = validFor === undefined ? undefined : parseDuration(validFor);
        const issued = accounts.createInUi(user.uid, clock.now(), validForMs);
        if (issued === undefined) {
            throw new ControlError(
                409,
                `User ${user.uid} has an active token, and the UI shows a token only once. ` +
                    `Revoke it first: DELETE /thousandeyes/users/${user.uid}/tokens`,
            );
        }
        save();
        return context.json(issued, 201);
    });
}

function mountRevocation(app: Hono, { accounts, clock, save }: ThousandEyesParts): void {
    app.delete("/thousandeyes/users/:uid/tokens", (context) => {
        const { user } = memberOf(accounts, context.req.param("uid"));
        const revoked = accounts.revoke(user.uid, clock.now());
        save();
        return context.json({ revoked });
    });
    app.delete("/thousandeyes/users/:uid/tokens/:fingerprint", (context) => {
        const { user } = memberOf(accounts, context.req.param("uid"));
        const fingerprint = context.req.param("fingerprint");
        const revoked = accounts.revoke(user.uid, clock.now(), fingerprint);
        if (revoked === 0) {
            throw new ControlError(
                404,
                `User ${user.uid} has no active token with fingerprint ${fingerprint}.`,
            );
        }
        save();
        return context.json({ revoked });
    });
}

function memberOf(accounts: Accounts, uid: string): Member {
    const member = accounts.find(uid);
    if (member === undefined) {
        throw new ControlError(404, `There is no user ${uid}. GET /thousandeyes/users lists the users.`);
    }
    return member;
}

function viewOf(accounts: Accounts, { organisation, user, locked }: Member, now: Date): UserView {
    const { uid, name, email, loginAccountGroup, accountGroups, apiAccess, viewAllAccountGroups } = user;
    return {
        uid,
        name,
        email,
        orgId: organisation.orgId,
        organizationName: organisation.organizationName,
        loginAccountGroup,
        accountGroups,
        apiAccess,
        viewAllAccountGroups,
        locked,
        tokens: accounts.tokensOf(uid).map((token) => ({
            fingerprint: fingerprintOfHash(token.sha256),
            issuedAt: token.issuedAt,
            validUntil: token.validUntil,
            revokedAt: token.revokedAt,
            active: isActive(token, now),
        })),
    };
}
