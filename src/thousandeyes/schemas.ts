import { z } from "zod";

/*
 * What this package reads of the API's answers. Every field is optional, as in the published schemas; fields that the
 * API adds later are passed over.
 */

export const apiTokenSchema = z.object({
    bearerToken: z.string().optional(),
    // A token is too precious to be refused for the type of its end.
    validUntil: z.string().optional().catch(undefined),
});

export const currentUserSchema = z.object({
    uid: z.string().optional(),
    loginAccountGroup: z.object({ aid: z.string().optional() }).optional(),
});

export const accountGroupsSchema = z.object({
    accountGroups: z
        .array(
            z.object({
                aid: z.string().optional(),
                accountGroupName: z.string().optional(),
                isCurrentAccountGroup: z.boolean().optional(),
                isDefaultAccountGroup: z.boolean().optional(),
                organizationName: z.string().optional(),
                orgId: z.string().optional(),
            }),
        )
        .optional(),
});

/** Covers the documented error bodies: OAuth's, the problem document, and the older one with a list of sentences. */
export const errorSchema = z.object({
    error_description: z.string().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    detail: z.string().optional().catch(undefined),
    errors: z
        .array(z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]))
        .nullish()
        .catch(undefined),
});
