import { z } from "zod";
import { duration, time, token } from "../inputs/schema";

/** The schema of what every adopted token takes, for the systems to build on. */
export const adoptedTokenShape = {
    token: token("the token").optional(),
    gracePeriod: duration().optional(),
    validUntil: time().optional(),
    maxAge: duration().optional(),
    remindBefore: duration().optional(),
    onDue: z.enum(["warn", "fail"]).optional(),
    verify: z.boolean().optional(),
};
