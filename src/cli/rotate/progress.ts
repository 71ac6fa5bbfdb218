import type { StackResult } from "./outcomes";
import type { Plan } from "./plan";
import { countsOf } from "./summary";

/** A line that is written anew where the output is a terminal, a line for each stack where it is not. */
export class Progress {
    /** The users of each stack under way whose token Pulumi has created or updated. */
    private readonly running = new Map<string, Set<string>>();
    private done = 0;

    constructor(
        private readonly stream: NodeJS.WriteStream,
        private readonly plan: Plan,
    ) {}

    /** @param left - the stacks to be done in this run */
    start(left: readonly string[]): void {
        this.done = this.plan.size - left.length;
        if (this.done > 0) {
            this.say(`${this.done} of ${this.plan.size} stacks were done by an earlier run`);
        }
    }

    begin(stack: string): void {
        this.running.set(stack, new Set());
        this.draw();
    }

    token(stack: string, user: string): void {
        this.running.get(stack)?.add(user);
        this.draw();
    }

    end(stack: string, { tokens, problem }: StackResult): void {
        this.running.delete(stack);
        this.done++;
        const failed = problem === undefined ? [] : ["failed"];
        const words = [...countsOf(Object.values(tokens)), ...failed].join(", ");
        this.say(`[${this.done}/${this.plan.size}] ${stack}: ${words}`);
    }

    /** A line that stays. */
    say(text: string): void {
        this.erase();
        this.stream.write(`${text}\n`);
        this.draw();
    }

    close(): void {
        this.running.clear();
        this.erase();
    }

    private draw(): void {
        if (!this.stream.isTTY || this.running.size === 0) {
            return;
        }
        const stacks = [...this.running].map(
            ([stack, users]) => `${stack} ${users.size}/${this.plan.get(stack)?.length ?? 0}`,
        );
        const line = `${this.done} of ${this.plan.size} stacks; under way: ${stacks.join(", ")}`;
        this.erase();
        this.stream.write(line.slice(0, this.stream.columns - 1));
    }

    private erase(): void {
        if (this.stream.isTTY) {
            this.stream.write("\r\u001b[2K");
        }
    }
}
