/** `owner/model`, as the HuggingFace hub names its models. */
export const HUB_NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
