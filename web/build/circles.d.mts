export function circleOf(file: string, importsIn: (file: string) => string[]): string[] | null;
