import { countsOf } from "./summary.mjs";

/** A line that is written anew where the output is a terminal, a line for each stack where it is not. */
export class Progress {
    /**
     * @param {NodeJS.WriteStream} stream
     * @param {import("./plan.mjs").Plan} plan
     */
    constructor(stream, plan) {
        this.stream = stream;
        this.plan = plan;
        /** The users of each stack under way whose token Pulumi has created or updated. @type {Map<string, Set<string>>} */
        this.running = new Map();
        this.done = 0;
    }

    /** @param {string[]} left the stacks to be done in this run */
    start(left) {
        this.done = this.plan.size - left.length;
        if (this.done > 0) {
            this.say(`${this.done} of ${this.plan.size} stacks were done by an earlier run`);
        }
    }

    /** @param {string} stack */
    begin(stack) {
        this.running.set(stack, new Set());
        this.draw();
    }

    /**
     * @param {string} stack
     * @param {string} user
     */
    token(stack, user) {
        this.running.get(stack)?.add(user);
        this.draw();
    }

    /**
     * @param {string} stack
     * @param {import("./rotate-stack.mjs").StackResult} result
     */
    end(stack, { tokens, problem }) {
        this.running.delete(stack);
        this.done++;
        const failed = problem === undefined ? [] : ["failed"];
        const words = [...countsOf(Object.values(tokens)), ...failed].join(", ");
        this.say(`[${this.done}/${this.plan.size}] ${stack}: ${words}`);
    }

    /** @param {string} text a line that stays */
    say(text) {
        this.erase();
        this.stream.write(`${text}\n`);
        this.draw();
    }

    close() {
        this.running.clear();
        this.erase();
    }

    draw() {
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

    erase() {
        if (this.stream.isTTY) {
            this.stream.write("\r\u001b[2K");
        }
    }
}
