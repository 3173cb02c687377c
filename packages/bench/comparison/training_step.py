"""
Times the papers' official code's kind of work in PyTorch: `npm run bench:speed` runs it beside the library's own.

    --work step       forward, backward and SGD of one batch, by one of the methods
    --work encode     features of one batch of pictures, on plain CLIP
    --work classify   logits of one batch of pictures against fixed classes, through a method's image tower

It does what the official trainers do: every prompt padded to the context length and run through every layer, all classes in
every step, the whole sequence of the image tower through every layer, and for PromptSRC the frozen teacher's image features of
the same pictures. Within that it is written for speed: one product for queries, keys and values, fused attention where torch
has it (from 2.0 on), else one copy to part them into heads and scale and mask within the product of the scores, QuickGELU as
one SiLU between maps that carry its factor, the sum of an adapter within its last product, the classes' token embeddings
looked up once, frozen weights and teachers without gradients, encodings in inference mode, float32, no hooks, no optimiser
state for what is frozen. Weights are random: the time of a step does not depend on them.

Runs once to warm up and prints a JSON line that says who it is:

    {"version", "threads", "blas": {"library", "threads"}, "learned"}

`learned` counts parameters. Then for every line that it reads runs again and prints {"milliseconds", "peakMemoryBytes"}: so
that somebody else can be timed in turn; where the line is `profile`, {"milliseconds", "kernels", "outside"}. Ends with its
input.
"""
import argparse
import ctypes
import json
import math
import re
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

VIT_B_16 = dict(
    embeddingWidth=512,
    text=dict(layers=12, width=512, heads=8, feedForwardWidth=2048, vocabularySize=49408, contextLength=77),
    vision=dict(layers=12, width=768, heads=12, feedForwardWidth=3072, imageSize=224, patchSize=16),
)


class Tower:
    """One transformer tower with frozen random weights."""

    def __init__(self, sizes, normal, device):
        width, inner = sizes["width"], sizes["feedForwardWidth"]
        ones, zeros = lambda n: torch.ones(n, device=device), lambda n: torch.zeros(n, device=device)
        self.width, self.heads = width, sizes["heads"]
        self.blocks = [
            dict(
                norm1=(ones(width), zeros(width)),
                qkv=(normal(3 * width, width), zeros(3 * width)),
                out=(normal(width, width), zeros(width)),
                norm2=(ones(width), zeros(width)),
                fc1=(QUICK_GELU * normal(inner, width), zeros(inner)),
                fc2=(normal(width, inner) / QUICK_GELU, zeros(width)),
            )
            for _ in range(sizes["layers"])
        ]


# QuickGELU is silu(1.702 x) / 1.702: the frozen maps before and after it carry the factor.
QUICK_GELU = 1.702


def adapt(x, adapter):
    """DsRA (Eq. 13): x + x M diag(r) M^T."""
    if adapter is None:
        return x
    projection, coefficients = adapter
    rows = x.reshape(-1, x.shape[-1])
    return torch.addmm(rows, (rows @ projection) * coefficients, projection.t()).view_as(x)


def parted(qkv, heads):
    """Queries, keys and values as [3, batch, heads, tokens, size]."""
    batch, tokens, width = qkv.shape
    return qkv.view(batch, tokens, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4)


def attend_by_parts(qkv, heads, mask):
    parts = parted(qkv, heads)
    _, batch, _, tokens, size = parts.shape
    q, k, v = parts.reshape(3, batch * heads, tokens, size)
    # Without a mask the first operand is not read (beta = 0).
    added, beta = (q.new_empty(1, 1, 1), 0) if mask is None else (mask, 1)
    scores = torch.baddbmm(added, q, k.transpose(1, 2), beta=beta, alpha=1 / math.sqrt(size))
    context = torch.bmm(scores.softmax(-1), v)
    return context.view(batch, heads, tokens, size)


def attend_fused(qkv, heads, mask):
    """The mask is the causal one or none."""
    return F.scaled_dot_product_attention(*parted(qkv, heads), is_causal=mask is not None)


def attend(qkv, heads, mask):
    fused = hasattr(F, "scaled_dot_product_attention")
    context = (attend_fused if fused else attend_by_parts)(qkv, heads, mask)
    return context.transpose(1, 2).reshape(*qkv.shape[:2], -1)


def run_block(x, block, heads, mask, adapters):
    width = x.shape[-1:]
    attention_adapter, feed_forward_adapter = adapters
    y = adapt(F.layer_norm(x, width, *block["norm1"]), attention_adapter)
    x = x + F.linear(attend(F.linear(y, *block["qkv"]), heads, mask), *block["out"])
    hidden = F.linear(adapt(F.layer_norm(x, width, *block["norm2"]), feed_forward_adapter), *block["fc1"])
    # Nobody reads what goes into it again, unless there are gradients to come.
    active = F.silu(hidden, inplace=not torch.is_grad_enabled())
    return x + F.linear(active, *block["fc2"])


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
    def __init__(self, sizes, device):
        generator = torch.Generator().manual_seed(1)

        def normal(*shape, scale=None):
            values = torch.randn(*shape, generator=generator)
            return (values * (scale or 1 / math.sqrt(shape[-1]))).to(device)

        text, vision, embedding = sizes["text"], sizes["vision"], sizes["embeddingWidth"]
        self.patch, length = vision["patchSize"], text["contextLength"]
        self.text, self.vision = Tower(text, normal, device), Tower(vision, normal, device)
        patch_inputs = 3 * self.patch**2
        self.patches = normal(vision["width"], 3, self.patch, self.patch, scale=1 / math.sqrt(patch_inputs))
        self.token_embedding = normal(text["vocabularySize"], text["width"], scale=0.02)
        self.text_positions = normal(length, text["width"], scale=0.01)
        self.class_token = normal(vision["width"], scale=1)
        tokens = 1 + (vision["imageSize"] // self.patch) ** 2
        self.image_positions = normal(tokens, vision["width"], scale=0.01)
        self.text_projection = normal(text["width"], embedding)
        self.image_projection = normal(vision["width"], embedding)
        self.mask = torch.full((length, length), float("-inf"), device=device).triu(1)

    def encode_image(self, images, prompts=None, adapters=None, recompute=False):
        prompts = prompts or {}
        x = F.conv2d(images, self.patches, stride=self.patch).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(len(x), 1, -1), x], 1) + self.image_positions
        if 0 in prompts:
            x = torch.cat([x, prompts[0].expand(len(x), -1, -1)], 1)
        x = F.layer_norm(x, (self.vision.width,))

        def write(y, vectors):
            return torch.cat([y[:, : -len(vectors)], vectors.expand(len(y), -1, -1)], 1)

        x = run_tower(self.vision, x, None, prompts, write, adapters, recompute)
        return F.layer_norm(x[:, 0], (self.vision.width,)) @ self.image_projection

    def encode_text(self, embedded, ends, prompts=None, adapters=None, recompute=False):
        prompts = prompts or {}
        x = embedded

        def write(y, vectors):
            n = len(vectors)
            return torch.cat([y[:, :1], vectors.expand(len(y), -1, -1), y[:, 1 + n :]], 1)

        if 0 in prompts:
            x = write(x, prompts[0])
        x = run_tower(self.text, x + self.text_positions, self.mask, prompts, write, adapters, recompute)
        x = F.layer_norm(x, (self.text.width,))
        return x[torch.arange(len(x)), ends] @ self.text_projection


class Method:
    """What is learned, and what it changes in the towers."""

    def __init__(self, name, clip, device):
        def parameter(*shape):
            return (torch.randn(*shape) * 0.02).to(device).requires_grad_()

        def deep(depth, tokens, tower):
            return {i: parameter(tokens, tower.width) for i in range(min(depth, len(tower.blocks)))}

        text, vision = clip.text, clip.vision
        self.learned, self.text, self.vision, self.couplings, self.adapter = [], {}, {}, {}, None
        self.regulated = name in ("promptSrc", "dsraPromptSrc")
        if name == "coOp":
            self.text = deep(1, 16, text)
        elif name == "maple":
            self.text = deep(9, 2, text)
            self.couplings = {i: (parameter(vision.width, text.width), parameter(vision.width)) for i in self.text}
        elif self.regulated:
            self.text, self.vision = deep(9, 4, text), deep(9, 4, vision)
        if name in ("dsra", "dsraPromptSrc"):
            rank = min(50, text.width, vision.width)
            self.adapter = dict(
                text=(parameter(text.width, rank), parameter(text.width, rank)),
                vision=(parameter(vision.width, rank), parameter(vision.width, rank)),
                coefficients=[parameter(rank) for _ in text.blocks],
            )
        self.learned += list(self.text.values()) + list(self.vision.values())
        for weight, bias in self.couplings.values():
            self.learned += [weight, bias]
        if self.adapter:
            self.learned += [*self.adapter["text"], *self.adapter["vision"], *self.adapter["coefficients"]]

    def context_tokens(self):
        """Between the start token and the class's name: "a photo of a", or as many vectors as are written over it."""
        return max(4, len(self.text[0]) if 0 in self.text else 0)

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


def end_positions(count, context, name_words=None):
    """Where each class's end token is: behind start token, context, name (of one to three words unless told) and full stop."""
    words = torch.full((count,), name_words) if name_words else 1 + torch.arange(count) % 3
    return 1 + context + words + 1


def embedded_classes(clip, ends, device):
    """Token embeddings, looked up once, as the official prompt learners do."""
    length, vocabulary = len(clip.text_positions), len(clip.token_embedding)
    start, end = vocabulary - 2, vocabulary - 1
    tokens = torch.randint(start, (len(ends), length))
    for row, at in zip(tokens, ends):
        row[0], row[at], row[at + 1 :] = start, end, 0
    return F.embedding(tokens.to(device), clip.token_embedding)


def blas():
    """Who multiplies matrices on the processor, and on how many threads."""
    built = torch.__config__.show()
    if torch.backends.mkl.is_available():
        version = re.search(r"Math Kernel Library Version (\S+)", built)
        return dict(library=f"MKL {version[1]}" if version else "MKL", threads=torch.get_num_threads())
    for path in mapped_openblas():
        library = ctypes.CDLL(path)
        if hasattr(library, "openblas_get_config"):
            library.openblas_get_config.restype = ctypes.c_char_p
            words = library.openblas_get_config().decode().split()
            return dict(library=" ".join(words[:2]), threads=library.openblas_get_num_threads())
    info = re.search(r"BLAS_INFO=(\w+)", built)
    names = dict(accelerate="Accelerate", open="OpenBLAS")
    return dict(library=names.get(info[1] if info else "", "unknown"), threads=torch.get_num_threads())


def mapped_openblas():
    """The OpenBLAS in this process's memory, but for the one that numpy brings for itself."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split(maxsplit=5)[-1].strip() for line in maps}
    except OSError:
        return []
    return sorted(path for path in paths if re.search(r"/lib\w*openblas[^/]*$", path) and "numpy" not in path)


def peak_memory():
    """Of this process alone: on Linux `ru_maxrss` begins with the parent's."""
    try:
        with open("/proc/self/status") as status:
            return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status.read())[1])
    except (OSError, TypeError):
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", choices=["step", "encode", "classify"], default="step")
    parser.add_argument("--method", choices=["plain", "dsra", "coOp", "maple", "promptSrc", "dsraPromptSrc"], default="dsra")
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--name-words", type=int, help="words of every class's name; one to three unless told")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--recompute", action="store_true", help="activation checkpointing, block by block")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--architecture", type=json.loads, default=VIT_B_16, help="sizes as JSON; ViT-B/16 unless told")
    return parser.parse_args()


def work_of(options, clip, method):
    """What is timed, as a function."""
    device, size = options.device, options.architecture["vision"]["imageSize"]
    images = torch.randn(options.batch, 3, size, size).to(device)
    teacher = normalise(torch.randn(options.classes, options.architecture["embeddingWidth"]).to(device))
    if options.work == "encode":
        return torch.inference_mode()(lambda: clip.encode_image(images))
    if options.work == "classify":
        return torch.inference_mode()(lambda: classify(clip, method, images, teacher))
    labels = (torch.arange(options.batch) % options.classes).to(device)
    ends = end_positions(options.classes, method.context_tokens(), options.name_words)
    classes = embedded_classes(clip, ends, device), ends
    optimizer = torch.optim.SGD(method.learned, lr=2.5e-3, momentum=0.9, weight_decay=5e-4)
    return lambda: step(clip, method, classes, images, labels, teacher, optimizer, options.recompute)


def timed(once, device):
    """Milliseconds until everything is computed."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    wait()
    start = time.perf_counter()
    once()
    wait()
    return 1000 * (time.perf_counter() - start)


def profiled(once, device):
    """Where the time of one run goes: of each operator without those that it calls."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profiler:
        milliseconds = timed(once, device)
    kernels = [
        dict(kernel=one.key, calls=one.count, milliseconds=one.self_cpu_time_total / 1000)
        for one in profiler.key_averages()
    ]
    kernels.sort(key=lambda one: -one["milliseconds"])
    inside = sum(one["milliseconds"] for one in kernels)
    return dict(milliseconds=milliseconds, kernels=kernels, outside=milliseconds - inside)


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    clip = Clip(options.architecture, options.device)
    method = Method(options.method, clip, options.device)
    once = work_of(options, clip, method)
    once()
    learned = sum(values.numel() for values in method.learned)
    say(version=torch.__version__, threads=torch.get_num_threads(), blas=blas(), learned=learned)
    for line in sys.stdin:
        if line.strip() == "profile":
            say(**profiled(once, options.device))
        else:
            say(milliseconds=timed(once, options.device), peakMemoryBytes=peak_memory())


def say(**values):
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()
