import { requireToken } from "../../base/setting";
import { endpointProblem, tokenProblem } from "../../http/request-settings";
import { fingerprint } from "../../base/fingerprint";
import { assertNoProblem } from "../../inputs/input-problem";
import type { LookUpHost } from "../../pulumi/look-up-host";
import type { ThousandEyesClient } from "./client";
import { DEFAULT_ENDPOINT, resolveEndpoint, SERVER_TRAITS, TOKEN } from "./settings";

/** With which token, and where, a data source asks. */
export interface ConnectionArgs {
    /** Default: stack config `thousandeyes:token`, then the environment's `TE_TOKEN`. */
    token?: string | undefined;
    /** Default: stack config `thousandeyes:apiEndpoint`, then `TE_API_ENDPOINT`, then `https://api.thousandeyes.com/v7`. */
    apiEndpoint?: string | undefined;
}

/** One question of a data source to the API; the same text means the same answer. */
interface Question<T> {
    readonly text: string;
    ask(client: ThousandEyesClient, token: string): Promise<T>;
}

/** Asks the API, once in a run for each endpoint and token. A failure is not remembered: the next look-up may fare better. */
export async function askOnce<T>(args: ConnectionArgs, host: LookUpHost, question: Question<T>): Promise<T> {
    const { token, endpoint } = resolveConnection(args, host);
    const { answers } = host;
    const key = `${fingerprint(token)} ${endpoint} ${question.text}`;
    const answer = (answers.get(key) as Promise<T> | undefined) ?? ask(endpoint, token, host, question);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
}

async function ask<T>(endpoint: string, token: string, host: LookUpHost, question: Question<T>): Promise<T> {
    // Loaded at first use: most programs look nothing up.
    const [{ ThousandEyesClient }, transport] = await Promise.all([
        import("./client.js"),
        host.transport(endpoint, SERVER_TRAITS),
    ]);
    return question.ask(new ThousandEyesClient(endpoint, transport), token);
}

function resolveConnection(args: ConnectionArgs, host: LookUpHost): { token: string; endpoint: string } {
    const token = requireToken(TOKEN, host.sources(args.token));
    const endpoint = resolveEndpoint(host.sources(args.apiEndpoint));
    const tokenFault = tokenProblem(token);
    const problem =
        tokenFault === undefined ? endpointProblem(endpoint, DEFAULT_ENDPOINT) : `the token ${tokenFault}`;
    assertNoProblem(problem);
    return { token, endpoint };
}
