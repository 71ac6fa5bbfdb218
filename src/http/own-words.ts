import { z } from "zod";
import { parseJson } from "../base/json";
import { isHtml } from "./answer-description";
import type { HttpAnswer } from "./http-client";

/** Says of an answer other than the expected one whether the API itself gave it, by its form: a proxy may answer in its place. */
export type OwnWords = (answer: HttpAnswer) => boolean;

/** OAuth's error, the problem document, and a third form; source: the error schemas of the ThousandEyes API v7 documents. */
const problem = z.union([
    z.looseObject({ error: z.string() }),
    z.looseObject({ title: z.string() }),
    z.looseObject({ detail: z.string() }),
    z.looseObject({ httpStatus: z.string() }),
]);

/** Of an API whose errors are such documents. */
export const isProblem: OwnWords = ({ body }) => problem.safeParse(parseJson(body)).success;

const errorList = z.looseObject({ errors: z.array(z.unknown()) });

/** Of an API whose errors are lists, such as those of JSON:API. */
export const isErrorList: OwnWords = ({ body }) => errorList.safeParse(parseJson(body)).success;

/** Of an API that documents no form: it is not known to send web pages. */
export const isNoPage: OwnWords = ({ body }) => !isHtml(body);
