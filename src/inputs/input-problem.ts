/** Something wrong with an input, named by its path such as `rotation.every`. */
export interface InputProblem {
    readonly property: string;
    readonly reason: string;
}
