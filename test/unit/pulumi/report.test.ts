import { terminalReport } from "../../../src/pulumi/report";

let lines: string[];

beforeEach(() => {
    lines = [];
    jest.spyOn(console, "log").mockImplementation((text: string) => void lines.push(`out ${text}`));
    jest.spyOn(console, "error").mockImplementation((text: string) => void lines.push(`err ${text}`));
});

afterEach(() => {
    jest.restoreAllMocks();
});

test("news goes to standard output behind the resource's name", () => {
    terminalReport.info("ci", "rotated");
    expect(lines).toEqual(["out ci: rotated"]);
});

test("a warning goes to standard error and calls itself one", () => {
    terminalReport.warn("ci", "expired");
    expect(lines).toEqual(["err ci: warning: expired"]);
});
