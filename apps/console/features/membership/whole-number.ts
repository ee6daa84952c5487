/** A number somebody typed, from 0 up; null: it is none. */
export const wholeNumber = (text: string): number | null => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null);
