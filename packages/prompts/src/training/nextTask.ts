/** Lets the event loop run: input, painting, signals. Also in a hidden tab, unlike an animation frame. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
