import { expect, test } from "vitest";
import { layOut } from "./bar";

const base = { amount: "200", spent: "100", forecast: "150", thresholds: [50, 80, 100], fired: [50] };

test("a budget that holds is as long as its amount, with the forecast from where the spending ends", () => {
  expect(layOut(base)).toEqual({
    used: 50,
    forecast: 25,
    full: 100,
    marks: [
      { threshold: 50, at: 50, fired: true, labelled: true },
      { threshold: 80, at: 80, fired: false, labelled: true },
      { threshold: 100, at: 100, fired: false, labelled: true },
    ],
  });
});

test("what goes over makes the bar longer: the amount is marked within it", () => {
  expect(layOut({ ...base, spent: "250", forecast: "250" })).toMatchObject({ used: 100, forecast: 0, full: 80 });
  expect(layOut({ ...base, forecast: "320" })).toMatchObject({ used: 31.25, forecast: 68.75, full: 62.5 });
});

test("a forecast far beyond the amount does not squeeze what is spent to nothing", () => {
  expect(layOut({ ...base, forecast: "100000" })).toMatchObject({ used: 25, forecast: 75, full: 50 });
});

test("a forecast below what is spent by now has no length, and credits no negative one", () => {
  expect(layOut({ ...base, spent: "180", forecast: "150" })).toMatchObject({ used: 90, forecast: 0 });
  expect(layOut({ ...base, spent: "-20", forecast: "-20" })).toMatchObject({ used: 0, forecast: 0, full: 100 });
});

test("labels that would touch are left out, never the amount's", () => {
  const { marks } = layOut({ ...base, thresholds: [50, 90, 95, 100] });
  expect(marks.filter((mark) => mark.labelled).map((mark) => mark.threshold)).toEqual([50, 100]);
  expect(marks).toHaveLength(4);
});

test("the amount is marked without a threshold, and one beyond the bar is not drawn", () => {
  const { marks } = layOut({ ...base, thresholds: [60, 150] });
  expect(marks.map(({ threshold }) => threshold)).toEqual([60, 100]);
});
