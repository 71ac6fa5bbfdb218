import { readFileSync } from "node:fs";
import { z } from "zod";
import { describeIssues, messageOf, SimulatorError } from "../errors";

const digits = z.string().regex(/^\d+$/, "must be a string of digits");

const roleSchema = z.strictObject({
    roleId: digits,
    name: z.string().min(1),
    isBuiltin: z.boolean().default(false),
    hasManagementPermissions: z.boolean().default(false),
});

const agentSchema = z.looseObject({
    agentId: digits,
    agentName: z.string(),
    agentType: z.enum(["cloud", "enterprise", "enterprise-cluster"]).default("enterprise"),
});

const accountGroupSchema = z.strictObject({
    aid: digits,
    accountGroupName: z.string().min(1),
    accountToken: z.string().optional(),
    agents: z.array(agentSchema).default([]),
});

const userSchema = z.strictObject({
    uid: digits,
    name: z.string().min(1),
    email: z.email(),
    dateRegistered: z.iso.datetime().default("2023-01-16T09:00:00Z"),
    lastLogin: z.iso.datetime().default("2025-01-15T08:30:00Z"),
    loginAccountGroup: digits,
    defaultAccountGroup: digits.optional(),
    accountGroups: z.array(digits).min(1),
    role: roleSchema.default({
        roleId: "34",
        name: "Organization Admin",
        isBuiltin: true,
        hasManagementPermissions: true,
    }),
    apiAccess: z.boolean().default(true),
    viewAllAccountGroups: z.boolean().default(true),
});

const organisationSchema = z.strictObject({
    orgId: digits,
    organizationName: z.string().min(1),
    accountGroups: z.array(accountGroupSchema).min(1),
    users: z.array(userSchema).min(1),
});

const organisationsSchema = z
    .strictObject({ organisations: z.array(organisationSchema).min(1) })
    .superRefine((data, context) => {
        for (const [path, message] of inconsistencies(data.organisations)) {
            context.addIssue({ code: "custom", path, message });
        }
    });

/** What an organisations file says; fields with a default may be left out. */
export type OrganisationsInput = z.input<typeof organisationsSchema>;
/** One customer of ThousandEyes. */
export type Organisation = z.output<typeof organisationSchema>;
/** One account group, in v7 identified by a string of digits. */
export type AccountGroup = z.output<typeof accountGroupSchema>;
/** One user with its single role. */
export type User = z.output<typeof userSchema>;

/** Reads an organisations file. */
export function readOrganisationsFile(file: string): Organisation[] {
    const name = `The organisations file ${file}`;
    let content: unknown;
    try {
        content = JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new SimulatorError(
            `${name} cannot be read: ${messageOf(error)}. Give the path of a JSON file as the README shows.`,
        );
    }
    return checkOrganisations(content, name);
}

/** Checks organisations and fills in defaults; `name` is what the error calls them. */
export function checkOrganisations(content: unknown, name = "The option organisations"): Organisation[] {
    const parsed = organisationsSchema.safeParse(content);
    if (!parsed.success) {
        throw new SimulatorError(
            `${name} cannot be used: ${describeIssues(parsed.error)}. Correct it as the README shows.`,
        );
    }
    return parsed.data.organisations;
}

type Finding = [path: PropertyKey[], message: string];

function inconsistencies(organisations: readonly Organisation[]): Finding[] {
    const seen = new Set<string>();
    const unique = (kind: string, id: string, path: PropertyKey[]): Finding[] => {
        const known = seen.has(`${kind} ${id}`);
        seen.add(`${kind} ${id}`);
        return known ? [[path, `${kind} ${id} occurs twice`]] : [];
    };
    return organisations.flatMap((organisation, index) => {
        const path = ["organisations", index];
        const aids = new Set(organisation.accountGroups.map((group) => group.aid));
        return [
            ...unique("orgId", organisation.orgId, [...path, "orgId"]),
            ...organisation.accountGroups.flatMap((group, i) =>
                unique("aid", group.aid, [...path, "accountGroups", i, "aid"]),
            ),
            ...organisation.users.flatMap((user, i) => [
                ...unique("uid", user.uid, [...path, "users", i, "uid"]),
                ...groupFindings(user, aids, [...path, "users", i]),
            ]),
        ];
    });
}

function groupFindings(user: User, aids: ReadonlySet<string>, path: PropertyKey[]): Finding[] {
    const unknown: Finding[] = user.accountGroups
        .filter((aid) => !aids.has(aid))
        .map((aid) => [
            [...path, "accountGroups"],
            `account group ${aid} does not exist in this organisation`,
        ]);
    const own = new Set(user.accountGroups);
    const foreign = (["loginAccountGroup", "defaultAccountGroup"] as const)
        .filter((key) => !own.has(user[key] ?? user.loginAccountGroup))
        .map((key): Finding => [[...path, key], "must be one of the user's accountGroups"]);
    return [...unknown, ...foreign];
}
