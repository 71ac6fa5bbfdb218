import type { HttpAnswer } from "../../../src/http/http-client";
import { isErrorList, isNoPage, isProblem } from "../../../src/http/own-words";

const answer = (body: string): HttpAnswer => ({ status: 401, header: () => undefined, body });

test.each([
    ['{"error":"invalid_token"}', true],
    ['{"title":"Unauthorized","status":401}', true],
    ['{"detail":"The token is unknown"}', true],
    ['{"httpStatus":"UNAUTHORIZED"}', true],
    ['{"error":{"code":401}}', false],
    ['{"title":1,"detail":[],"httpStatus":401}', false],
    ['{"message":"Unauthorized"}', false],
    ["{}", false],
    ['["error"]', false],
    ['"error"', false],
    ["null", false],
    ["<html></html>", false],
    ["", false],
])("the API's own problem is told from others' words: %s", (body, isOwn) => {
    expect(isProblem(answer(body))).toBe(isOwn);
});

test.each([
    ['{"errors":[]}', true],
    ['{"errors":[{"status":"401"}]}', true],
    ['{"errors":{"status":"401"}}', false],
    ['{"error":["x"]}', false],
    ["[]", false],
    ["", false],
])("the API's own list of errors is told from others' words: %s", (body, isOwn) => {
    expect(isErrorList(answer(body))).toBe(isOwn);
});

test.each([
    ["", true],
    ["Unauthorized", true],
    ['{"any":"form"}', true],
    ["<html></html>", false],
    ["<!DOCTYPE html><title>401</title>", false],
])("what no API sends is told apart where no form is documented: %j", (body, isOwn) => {
    expect(isNoPage(answer(body))).toBe(isOwn);
});
