import { z } from "zod";

/*
 * What this package reads of the API's answers. Every field is optional, as in the published schemas, and may be null;
 * fields that the API adds later are passed over.
 */

export const apiTokenSchema = z.object({
    bearerToken: z.string().optional(),
    // A token is too precious to be refused for the type of its end.
    validUntil: z.string().optional().catch(undefined),
});

const text = absentOr(z.string());
/** Of users, account groups and organisations: digits today. It becomes the id of a resource, and a plain output. */
const id = absentOr(
    z.string().regex(/^[\w-]{1,64}$/, "expected letters and digits, received other characters"),
);
const flag = absentOr(z.boolean());

const roleSchema = z.object({ roleId: text, name: text, isBuiltin: flag, hasManagementPermissions: flag });

const roles = absentOr(z.array(roleSchema));

const userSchema = z.object({ uid: id, name: text, email: text, lastLogin: text, dateRegistered: text });

const groupReference = absentOr(z.object({ aid: id, accountGroupName: text }));

/** As little as a check of a token needs, so that no other field can make it fail. */
export const currentUserSchema = z.object({
    uid: id,
    loginAccountGroup: absentOr(z.object({ aid: id })),
});

export const userProfileSchema = userSchema.extend({
    loginAccountGroup: groupReference,
    accountGroupRoles: absentOr(z.array(z.object({ accountGroup: groupReference, roles }))),
    allAccountGroupRoles: roles,
});

export const accountGroupsSchema = z.object({
    accountGroups: absentOr(
        z.array(
            z.object({
                aid: id,
                accountGroupName: text,
                isCurrentAccountGroup: flag,
                isDefaultAccountGroup: flag,
                organizationName: text,
                orgId: id,
            }),
        ),
    ),
});

export const accountGroupDetailSchema = z.object({
    accountToken: text,
    users: absentOr(z.array(userSchema.extend({ roles }))),
    agents: absentOr(z.array(z.object({ agentId: text, agentName: text, agentType: text }))),
});

function absentOr<T extends z.ZodType>(schema: T) {
    return schema
        .nullable()
        .transform((value) => value ?? undefined)
        .optional();
}
