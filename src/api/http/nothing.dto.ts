/** The body of a command that needs none: nothing, or an empty object. */
export class NothingDto {}
