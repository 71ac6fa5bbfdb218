import * as pulumi from "@pulumi/pulumi";
import { unlessEmpty } from "../environment";
import { ApiTokenError } from "../errors";
import { endpointProblem, tokenProblem } from "../http/request-settings";
import { fingerprint } from "../lifecycle/fingerprint";
import { perRun } from "../pulumi/look-up";
import { programTools } from "../program-context";
import type { ThousandEyesClient } from "./client";
import { DEFAULT_ENDPOINT, resolveEndpoint, SERVER_TRAITS } from "./settings";

/** With which token, and where, a data source asks. */
export interface ConnectionArgs {
    /** Default: stack config `thousandeyes:token`, then the environment's `TE_TOKEN`. */
    token?: string;
    /** Default: stack config `thousandeyes:apiEndpoint`, then `TE_API_ENDPOINT`, then `https://api.thousandeyes.com/v7`. */
    apiEndpoint?: string;
}

/** One question of a data source to the API; the same text means the same answer. */
interface Question<T> {
    readonly text: string;
    ask(client: ThousandEyesClient, token: string): Promise<T>;
}

const answersOfRun = perRun(() => new Map<string, Promise<unknown>>());

/** Asks the API, once in a run for each endpoint and token. A failure is not remembered: the next look-up may fare better. */
export async function askOnce<T>(args: ConnectionArgs, question: Question<T>): Promise<T> {
    const { token, endpoint } = resolveConnection(args);
    const answers = answersOfRun();
    const key = `${fingerprint(token)} ${endpoint} ${question.text}`;
    const answer = (answers.get(key) as Promise<T> | undefined) ?? ask(endpoint, token, question);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
}

async function ask<T>(endpoint: string, token: string, question: Question<T>): Promise<T> {
    const [{ ThousandEyesClient }, tools] = await Promise.all([
        import("./client.js"),
        programTools(endpoint, SERVER_TRAITS),
    ]);
    return question.ask(new ThousandEyesClient(endpoint, tools), token);
}

function resolveConnection(args: ConnectionArgs): { token: string; endpoint: string } {
    const config = new pulumi.Config("thousandeyes");
    const token = args.token ?? config.get("token") ?? unlessEmpty(process.env.TE_TOKEN);
    if (token === undefined) {
        throw new ApiTokenError(
            "ERR_NO_TOKEN",
            "no token. Give the argument `token`, run `pulumi config set --secret thousandeyes:token`, or set TE_TOKEN",
        );
    }
    const endpoint = resolveEndpoint({
        argument: args.apiEndpoint,
        config: config.get("apiEndpoint"),
        environment: process.env,
    });
    const tokenFault = tokenProblem(token);
    const problem =
        tokenFault === undefined ? endpointProblem(endpoint, DEFAULT_ENDPOINT) : `the token ${tokenFault}`;
    if (problem !== undefined) {
        throw new ApiTokenError("ERR_INPUT", problem);
    }
    return { token, endpoint };
}
