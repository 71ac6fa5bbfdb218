import { parseTime, SimulatorClock } from "../../../simulator/src/clock";

function clockAt(real: { time: number }): SimulatorClock {
    return new SimulatorClock(() => real.time);
}

test("a clock that was set runs on with real time", () => {
    const real = { time: 1000 };
    const clock = clockAt(real);
    clock.set(parseTime("2030-01-01T00:00:00Z"));
    real.time += 5000;
    expect(clock.now().toISOString()).toBe("2030-01-01T00:00:05.000Z");
});

test("a frozen clock stands still, is advanced, and runs on from there when let go", () => {
    const real = { time: 1000 };
    const clock = clockAt(real);
    clock.set(parseTime("2030-01-01"), true);
    real.time += 5000;
    clock.advance(60_000);
    expect(clock.now().toISOString()).toBe("2030-01-01T00:01:00.000Z");
    clock.set(undefined, false);
    real.time += 1000;
    expect(clock.now().toISOString()).toBe("2030-01-01T00:01:01.000Z");
});

test("a clock restored from its snapshot shows the same time", () => {
    const clock = clockAt({ time: 1000 });
    clock.set(parseTime("2030-01-01T00:00:00Z"));
    expect(new SimulatorClock(() => 3000, clock.snapshot()).now().toISOString()).toBe(
        "2030-01-01T00:00:02.000Z",
    );
});

test("a clock refuses a time beyond what a date can hold, and keeps its own", () => {
    const clock = clockAt({ time: 1000 });
    expect(() => {
        clock.advance(Number.MAX_SAFE_INTEGER);
    }).toThrow("beyond what a date can hold");
    expect(clock.now().getTime()).toBe(1000);
});

test.each(["", "noon", "1", "2030-13-01T00:00:00Z"])("%p is not a time", (text) => {
    expect(() => parseTime(text)).toThrow("is not an ISO 8601 time");
});
