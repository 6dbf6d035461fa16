/** A bot's answer to a question: the texts of a model, as they come. */
export type Answer = (question: string) => AsyncIterable<string>;
