export interface Question {
  readonly ask: string;
  readonly answers: readonly string[];
  /** the place of the right one */
  readonly right: number;
}

/**
 * What became of a quiz; a lesson without questions is passed by finishing it.
 * @param answers one per question, in their order; null when there is another number of them
 */
export function gradeQuiz(
  { questions, passAt }: { questions: readonly Question[]; passAt: number },
  answers: readonly number[],
): { passed: boolean; correct: number; wrong: number[] } | null {
  if (answers.length !== questions.length) return null;
  const wrong = questions.flatMap((question, i) => (answers[i] === question.right ? [] : [i]));
  const correct = questions.length - wrong.length;
  return { passed: correct >= passAt, correct, wrong };
}
