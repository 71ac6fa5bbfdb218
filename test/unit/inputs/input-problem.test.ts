import { assertNoProblem, type InputProblem } from "../../../src/inputs/input-problem";

const checking = (problem: InputProblem | string | undefined) => () => {
    assertNoProblem(problem);
};

test.each([
    [{ property: "rotation.every", reason: "is too long" }, "rotation.every: is too long"],
    ["the token is empty", "the token is empty"],
])("the problem %j is thrown as %j", (problem, message) => {
    expect(checking(problem)).toThrow(expect.objectContaining({ code: "ERR_INPUT", message }) as Error);
});

test("without a problem nothing is thrown", () => {
    expect(checking(undefined)).not.toThrow();
});
