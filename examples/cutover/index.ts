import * as pulumi from "@pulumi/pulumi";
import { cutover } from "pulumi-api-tokens";

const config = new pulumi.Config();
const userId = config.require("userId");

// The token itself and the instance's address come from the stack's config: cutover:apiToken and cutover:baseUrl.
const robot = new cutover.UserAppToken("robot", {
    userId,
    label: config.require("label"),
    tokenId: config.get("tokenId"),
    remindBefore: config.get("remindBefore") ?? "30d",
    onDue: config.get<"warn" | "fail">("onDue") ?? "warn",
    gracePeriod: config.get("gracePeriod") ?? "14d",
    revoke: config.getBoolean("revoke") ?? true,
    adminToken: config.getSecret("adminToken"),
});

// What else the user has: tokens that nobody uses, or that end soon. One request in every preview and every up.
const userAppTokens =
    config.getBoolean("listTokens") === true
        ? cutover.getUserAppTokensOutput({ userId, token: robot.token, baseUrl: robot.baseUrl }).userAppTokens
        : undefined;

export const token = robot.token;
export const baseUrl = robot.baseUrl;
export const tokenId = robot.tokenId;
export const tokenFingerprint = robot.tokenFingerprint;
export const expiresAt = robot.expiresAt;
export const lastAccessedAt = robot.lastAccessedAt;
export const dueAt = robot.dueAt;
export const previousValidUntil = robot.previousValidUntil;
export const status = robot.status;
export const tokens = userAppTokens;
