import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { RateLimitStanding } from "../http/rate-limit";
import type { IssueReply, IssueRequest } from "./issue";
import { issuingEnvironment } from "./issuing-environment";

/** What came of a request for a new token, and what the API said of its rate limit. */
export interface Issued {
    readonly reply: IssueReply;
    readonly standing?: RateLimitStanding;
}

/** Has new tokens issued. Rejects when nobody can tell what happened: then only the journal knows. */
export interface Issuer {
    issue(request: IssueRequest): Promise<Issued>;
}

/** What crosses to the issuing process and back. */
export interface IssueCall {
    readonly id: number;
    readonly request: IssueRequest;
}
export type IssueAnswer = { readonly id: number } & (Issued | { readonly defect: string });

/** The issuing process ended, or could not be started, before it replied. */
class IssuerGone extends Error {}

interface Waiting {
    readonly resolve: (issued: Issued) => void;
    readonly reject: (error: Error) => void;
}

/**
 * Has new tokens issued by a process of its own, which outlives this one.
 *
 * A run can be killed at the instant at which an answer arrives; no order of steps in the killed process can save
 * that answer. A process in a session of its own goes on, seals the token into the journal, and ends.
 */
export class ProcessIssuer implements Issuer {
    private process: ChildProcess | undefined;
    private readonly waiting = new Map<number, Waiting>();
    private calls = 0;

    issue(request: IssueRequest): Promise<Issued> {
        const call: IssueCall = { id: ++this.calls, request };
        return new Promise((resolve, reject) => {
            this.waiting.set(call.id, { resolve, reject });
            const child = (this.process ??= this.start());
            child.send(call, (error) => {
                if (error) {
                    this.end(child, error.message);
                }
            });
        });
    }

    private start(): ChildProcess {
        const child = fork(join(__dirname, "..", "issuer-process.js"), [], {
            detached: true,
            // Whatever it would print could hold what it works with.
            stdio: ["ignore", "ignore", "ignore", "ipc"],
            execArgv: [],
            // As JSON, Infinity would arrive as null.
            serialization: "advanced",
            env: issuingEnvironment(process.env),
        });
        child.on("message", (answer: IssueAnswer) => {
            const waiting = this.waiting.get(answer.id);
            this.waiting.delete(answer.id);
            if ("reply" in answer) {
                waiting?.resolve(answer);
            } else {
                waiting?.reject(new IssuerGone(answer.defect));
            }
        });
        child.once("error", ({ message }) => {
            this.end(child, message);
        });
        child.once("exit", (code, signal) => {
            this.end(child, `it ended with ${signal ?? `code ${code ?? 0}`}`);
        });
        child.unref();
        return child;
    }

    private end(child: ChildProcess, why: string): void {
        if (this.process !== child) {
            return;
        }
        this.process = undefined;
        for (const { reject } of this.waiting.values()) {
            reject(new IssuerGone(why));
        }
        this.waiting.clear();
    }
}
