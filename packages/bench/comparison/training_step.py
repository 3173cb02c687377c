"""
Times the papers' official code's kind of work in PyTorch: `npm run bench:speed` runs it beside the library's own.

    --work step       forward, backward and SGD of one batch, by one of the methods
    --work encode     features of one batch of pictures, on plain CLIP
    --work classify   logits of one batch of pictures against fixed classes, through a method's image tower

It does what the official trainers do: every prompt padded to 77 tokens and run through every layer, all classes in every
step, the whole sequence of the image tower through every layer, and for PromptSRC the frozen teacher's image features of the
same pictures. Within that it is written as fast as PyTorch 1.13 allows: one product for queries, keys and values, one copy to
part them into heads, scale and mask within the product of the scores, QuickGELU as SiLU (which saves one tensor instead of
three), the classes' token embeddings looked up once, frozen weights and teachers without gradients, float32, no hooks, no
optimiser state for what is frozen. Weights are random: the time of a step does not depend on them.

Runs once to warm up and prints a JSON line {"version": "...", "threads": n}; then for every line that it reads runs again and
prints {"milliseconds": x, "peakMemoryBytes": n}: so that somebody else can be timed in turn. Ends with its input.
"""
import argparse
import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

CONTEXT_LENGTH = 77


class Tower:
    """One transformer tower with frozen random weights."""

    def __init__(self, width, layers, heads, generator):
        def normal(*shape):
            return torch.randn(*shape, generator=generator) / math.sqrt(shape[-1])

        self.width, self.heads = width, heads
        self.blocks = [
            dict(
                norm1=(torch.ones(width), torch.zeros(width)),
                qkv=(normal(3 * width, width), torch.zeros(3 * width)),
                out=(normal(width, width), torch.zeros(width)),
                norm2=(torch.ones(width), torch.zeros(width)),
                fc1=(normal(4 * width, width), torch.zeros(4 * width)),
                fc2=(normal(width, 4 * width), torch.zeros(width)),
            )
            for _ in range(layers)
        ]


def adapt(x, adapter):
    """DsRA (Eq. 13): x + x M diag(r) M^T."""
    if adapter is None:
        return x
    projection, coefficients = adapter
    return x + ((x @ projection) * coefficients) @ projection.t()


def attend(qkv, heads, mask):
    batch, tokens, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    size = width // heads
    parts = qkv.view(batch, tokens, 3, heads, size).permute(2, 0, 3, 1, 4)
    q, k, v = parts.reshape(3, batch * heads, tokens, size)
    # Without a mask the first operand is not read (beta = 0).
    added, beta = (q.new_empty(1, 1, 1), 0) if mask is None else (mask, 1)
    scores = torch.baddbmm(added, q, k.transpose(1, 2), beta=beta, alpha=1 / math.sqrt(size))
    context = torch.bmm(scores.softmax(-1), v)
    return context.view(batch, heads, tokens, size).transpose(1, 2).reshape(batch, tokens, width)


def quick_gelu(x):
    """x sigmoid(1.702 x)."""
    return F.silu(1.702 * x) / 1.702


def run_block(x, block, heads, mask, adapters):
    width = x.shape[-1:]
    attention_adapter, feed_forward_adapter = adapters
    y = adapt(F.layer_norm(x, width, *block["norm1"]), attention_adapter)
    x = x + F.linear(attend(F.linear(y, *block["qkv"]), heads, mask), *block["out"])
    hidden = F.linear(adapt(F.layer_norm(x, width, *block["norm2"]), feed_forward_adapter), *block["fc1"])
    return x + F.linear(quick_gelu(hidden), *block["fc2"])


def run_tower(tower, x, mask, prompts, write, adapters, recompute):
    """`prompts[i]` is written into the input of block i (i ≥ 1) by `write`."""
    for i, block in enumerate(tower.blocks):
        if i in prompts:
            x = write(x, prompts[i])
        at = adapters(i) if adapters else (None, None)
        if recompute and torch.is_grad_enabled():
            # Not the re-entrant kind: that gives adapters no gradient where the block's input has none.
            run = lambda y, b=block, a=at: run_block(y, b, tower.heads, mask, a)
            x = checkpoint(run, x, use_reentrant=False, preserve_rng_state=False)
        else:
            x = run_block(x, block, tower.heads, mask, at)
    return x


class Clip:
    def __init__(self):
        generator = torch.Generator().manual_seed(1)
        self.text = Tower(512, 12, 8, generator)
        self.vision = Tower(768, 12, 12, generator)
        self.patches = torch.randn(768, 3, 16, 16, generator=generator) / math.sqrt(3 * 16 * 16)
        self.token_embedding = torch.randn(49408, 512, generator=generator) * 0.02
        self.text_positions = torch.randn(CONTEXT_LENGTH, 512, generator=generator) * 0.01
        self.class_token = torch.randn(768, generator=generator)
        self.image_positions = torch.randn(197, 768, generator=generator) * 0.01
        self.text_projection = torch.randn(512, 512, generator=generator) / math.sqrt(512)
        self.image_projection = torch.randn(768, 512, generator=generator) / math.sqrt(768)
        self.mask = torch.full((CONTEXT_LENGTH, CONTEXT_LENGTH), float("-inf")).triu(1)

    def encode_image(self, images, prompts=None, adapters=None, recompute=False):
        prompts = prompts or {}
        x = F.conv2d(images, self.patches, stride=16).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(len(x), 1, -1), x], 1) + self.image_positions
        if 0 in prompts:
            x = torch.cat([x, prompts[0].expand(len(x), -1, -1)], 1)
        x = F.layer_norm(x, (768,))

        def write(y, vectors):
            return torch.cat([y[:, : -len(vectors)], vectors.expand(len(y), -1, -1)], 1)

        x = run_tower(self.vision, x, None, prompts, write, adapters, recompute)
        return F.layer_norm(x[:, 0], (768,)) @ self.image_projection

    def encode_text(self, embedded, ends, prompts=None, adapters=None, recompute=False):
        prompts = prompts or {}
        x = embedded

        def write(y, vectors):
            n = len(vectors)
            return torch.cat([y[:, :1], vectors.expand(len(y), -1, -1), y[:, 1 + n :]], 1)

        if 0 in prompts:
            x = write(x, prompts[0])
        x = run_tower(self.text, x + self.text_positions, self.mask, prompts, write, adapters, recompute)
        x = F.layer_norm(x, (512,))
        return x[torch.arange(len(x)), ends] @ self.text_projection


def parameter(*shape, scale=0.02):
    return (torch.randn(*shape) * scale).requires_grad_()


def deep(depth, tokens, width):
    return {i: parameter(tokens, width) for i in range(depth)}


class Method:
    """What is learned, and what it changes in the towers."""

    def __init__(self, name):
        self.learned, self.text, self.vision, self.couplings, self.adapter = [], {}, {}, {}, None
        self.regulated = "promptSrc" in name or name == "dsraPromptSrc"
        if name == "coOp":
            self.text = deep(1, 16, 512)
        elif name == "maple":
            self.text = deep(9, 2, 512)
            self.couplings = {i: (parameter(768, 512), parameter(768)) for i in range(9)}
        elif self.regulated:
            self.text, self.vision = deep(9, 4, 512), deep(9, 4, 768)
        if name in ("dsra", "dsraPromptSrc"):
            rank = 50
            self.adapter = dict(
                text=(parameter(512, rank), parameter(512, rank)),
                vision=(parameter(768, rank), parameter(768, rank)),
                coefficients=[parameter(rank) for _ in range(12)],
            )
        self.learned += list(self.text.values()) + list(self.vision.values())
        for weight, bias in self.couplings.values():
            self.learned += [weight, bias]
        if self.adapter:
            self.learned += [*self.adapter["text"], *self.adapter["vision"], *self.adapter["coefficients"]]

    def adapters(self, tower):
        if self.adapter is None:
            return None
        attention, feed_forward = self.adapter[tower]
        coefficients = self.adapter["coefficients"]
        return lambda i: ((attention, coefficients[i]), (feed_forward, coefficients[i]))

    def image_prompts(self):
        if self.couplings:
            return {i: F.linear(self.text[i], *self.couplings[i]) for i in self.couplings}
        return self.vision

    def trains_vision(self):
        return bool(self.couplings or self.vision or self.adapter)


def normalise(x):
    return x / x.norm(dim=-1, keepdim=True)


def step(clip, method, classes, images, labels, teacher, optimizer, recompute):
    text = clip.encode_text(*classes, method.text, method.adapters("text"), recompute)
    with torch.set_grad_enabled(method.trains_vision()):
        image = clip.encode_image(images, method.image_prompts(), method.adapters("vision"), recompute)
    text, image = normalise(text), normalise(image)
    logits = 100 * image @ text.t()
    loss = F.cross_entropy(logits, labels)
    if method.regulated:
        with torch.no_grad():
            plain = normalise(clip.encode_image(images))
            answers = 100 * plain @ teacher.t()
        loss = loss + 25 * F.l1_loss(text, teacher) + 10 * F.l1_loss(image, plain)
        loss = loss + F.kl_div(
            F.log_softmax(logits, 1), F.log_softmax(answers, 1), reduction="sum", log_target=True
        ) / logits.numel()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss)


def classify(clip, method, images, classifier):
    image = clip.encode_image(images, method.image_prompts(), method.adapters("vision"))
    return 100 * normalise(image) @ classifier.t()


def embedded_classes(clip, count):
    """Token embeddings, and where the end tokens are: looked up once, as the official prompt learners do.

    "a photo of a", a name of one to three words, full stop, end token, padding: as the library's workload has them.
    """
    tokens = torch.randint(1000, 2000, (count, CONTEXT_LENGTH))
    ends = 7 + torch.arange(count) % 3
    for row, end in zip(tokens, ends):
        row[0], row[end], row[end + 1 :] = 49406, 49407, 0
    return F.embedding(tokens, clip.token_embedding), ends


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", choices=["step", "encode", "classify"], default="step")
    parser.add_argument("--method", choices=["plain", "dsra", "coOp", "maple", "promptSrc", "dsraPromptSrc"], default="dsra")
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--recompute", action="store_true", help="activation checkpointing, block by block")
    parser.add_argument("--cold", action="store_true", help="no run to warm up: where one takes minutes")
    return parser.parse_args()


def work_of(options):
    """What is timed, as a function."""
    clip, method = Clip(), Method(options.method)
    images = torch.randn(options.batch, 3, 224, 224)
    teacher = normalise(torch.randn(options.classes, 512))
    if options.work == "encode":
        return torch.no_grad()(lambda: clip.encode_image(images))
    if options.work == "classify":
        return torch.no_grad()(lambda: classify(clip, method, images, teacher))
    labels = torch.arange(options.batch) % options.classes
    classes = embedded_classes(clip, options.classes)
    optimizer = torch.optim.SGD(method.learned, lr=2.5e-3, momentum=0.9, weight_decay=5e-4)
    return lambda: step(clip, method, classes, images, labels, teacher, optimizer, options.recompute)


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    once = work_of(options)
    if not options.cold:
        once()
    say(version=torch.__version__, threads=torch.get_num_threads())
    for _ in sys.stdin:
        start = time.perf_counter()
        once()
        milliseconds = 1000 * (time.perf_counter() - start)
        say(milliseconds=milliseconds, peakMemoryBytes=1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def say(**values):
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()
