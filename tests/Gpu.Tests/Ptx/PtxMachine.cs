using System.Runtime.InteropServices;

namespace UmatSurrogate.Tests;

/// <summary>
/// Executes PTX, one thread at a time, with one flat memory of bytes for global and local data (so that generic and local addresses are
/// the same). It knows only the instructions that ILGPU writes for this product's kernels and throws at any other. Every operation rounds by itself:
/// NVIDIA's compiler may also contract a multiplication and an addition.
/// After the PTX ISA reference, https://docs.nvidia.com/cuda/parallel-thread-execution/.
/// </summary>
internal sealed class PtxMachine(string module, int memory)
{
    private readonly Dictionary<string, PtxFunction> _functions = PtxFunction.Parse(module);
    private readonly Dictionary<PtxFunction, Action<PtxFrame>?[]> _steps = [];
    private readonly byte[] _memory = new byte[memory];
    private int _top = 64;

    /// <summary>Number of instructions executed so far.</summary>
    public long Executed { get; private set; }

    /// <summary>Functions that have been called.</summary>
    public HashSet<string> Called { get; } = [];

    /// <summary>Reserves memory and gives its address.</summary>
    public int Allocate(int bytes)
    {
        int address = _top;
        _top += (bytes + 15) & ~15;
        return _top <= _memory.Length ? address : throw new InvalidOperationException("The machine's memory is used up.");
    }

    /// <summary>A part of the memory as values.</summary>
    public Span<T> At<T>(int address, int count) where T : unmanaged => MemoryMarshal.Cast<byte, T>(_memory.AsSpan(address))[..count];

    /// <summary>Runs a kernel for the threads 0 to count - 1 of one block.</summary>
    public void Launch(string kernel, int count, params byte[][] parameters)
    {
        PtxFunction function = _functions[kernel];
        for (int thread = 0; thread < count; thread++)
        {
            var values = new Dictionary<string, byte[]>();
            for (int i = 0; i < parameters.Length; i++)
                values.Add(function.Parameters[i], parameters[i]);
            Run(function, values, thread, count);
        }
    }

    private void Run(PtxFunction function, Dictionary<string, byte[]> parameters, int thread, int threads)
    {
        int start = _top;
        var locals = function.Locals.ToDictionary(l => l.Key, l => (long)Allocate(l.Value));
        _memory.AsSpan(start, _top - start).Fill(0xCD); // reading what was not written shows
        PtxFrame frame = new(new long[function.RegisterCount], parameters, locals, thread, threads);
        if (!_steps.TryGetValue(function, out Action<PtxFrame>?[]? steps))
            _steps.Add(function, steps = new Action<PtxFrame>?[function.Instructions.Count]);
        for (int at = 0; at < steps.Length; at++)
        {
            PtxInstruction x = function.Instructions[at];
            Executed++;
            if (x.Predicate >= 0 && (frame.Registers[x.Predicate] != 0) == x.Negated)
                continue;
            switch (x.Operation)
            {
                case "ret":
                    _top = start;
                    return;
                case "bra" or "bra.uni":
                    at = function.Labels[x.Operands[0].Name!] - 1;
                    break;
                case "call" or "call.uni":
                    Call(x, frame);
                    break;
                default:
                    (steps[at] ??= Decode(x))(frame);
                    break;
            }
        }

        throw new InvalidOperationException("A function ended without ret.");
    }

    private void Call(PtxInstruction x, PtxFrame caller)
    {
        PtxFunction callee = _functions[x.Operands[1].Name!];
        Called.Add(x.Operands[1].Name!);
        var values = new Dictionary<string, byte[]>();
        for (int i = 2; i < x.Operands.Length; i++)
            values.Add(callee.Parameters[i - 2], caller.Parameters[x.Operands[i].Name!]);
        Run(callee, values, caller.Thread, caller.Threads);
        caller.Parameters[x.Operands[0].Name!] = values[callee.ReturnValue];
    }

    /// <summary>What an instruction does, found from its text once: a loop executes it many times.</summary>
    private Action<PtxFrame> Decode(PtxInstruction x)
    {
        PtxOperand[] o = x.Operands;
        string[] parts = x.Operation.Split('.');
        string type = parts[^1];
        int size = type is "b32" or "s32" or "u32" ? 4 : 8, target = o[0].Register;
        Func<PtxFrame, long> Operand(int k) => k < o.Length ? Value(o[k]) : _ => throw new InvalidOperationException($"PTX instruction without operand {k}: {x.Text}");
        (Func<PtxFrame, long> a, Func<PtxFrame, long> b, Func<PtxFrame, long> c) = (Operand(1), Operand(2), Operand(3));
        Action<PtxFrame> Integer(Func<long, long, long, long> result, int operands) => operands switch
        {
            1 => f => f.Registers[target] = result(a(f), 0, 0),
            2 => f => f.Registers[target] = result(a(f), b(f), 0),
            _ => f => f.Registers[target] = result(a(f), b(f), c(f)),
        };
        Action<PtxFrame> Real(Func<double, double, double, double> result, int operands) => operands switch
        {
            1 => f => f.Registers[target] = Bits(result(Number(a(f)), 0, 0)),
            2 => f => f.Registers[target] = Bits(result(Number(a(f)), Number(b(f)), 0)),
            _ => f => f.Registers[target] = Bits(result(Number(a(f)), Number(b(f)), Number(c(f)))),
        };
        switch (parts[0])
        {
            case "ld" when parts[1] == "param":
                return f => f.Registers[target] = Read(f.Parameters[o[1].Name!].AsSpan((int)o[1].Bits), size);
            case "st" when parts[1] == "param":
                return f => f.Parameters[o[0].Name!] = BitConverter.GetBytes(a(f));
            case "ld":
                return f => f.Registers[target] = Read(_memory.AsSpan(checked((int)(f.Registers[o[1].Register] + o[1].Bits))), size);
            case "st":
                return f =>
                {
                    Span<byte> bytes = stackalloc byte[8];
                    BitConverter.TryWriteBytes(bytes, a(f));
                    bytes[..size].CopyTo(_memory.AsSpan(checked((int)(f.Registers[target] + o[0].Bits))));
                };
            case "atom":
                return f => f.Registers[target] = Atomic(x.Operation, f.Registers[o[1].Register] + o[1].Bits, b(f));
            case "red":
                return f => Atomic(x.Operation, f.Registers[target] + o[0].Bits, a(f));
            case "setp" when type == "f64":
                return f => f.Registers[target] = Compare(parts[1], Number(a(f)), Number(b(f)));
            case "setp" when size == 4:
                return f => f.Registers[target] = Compare(parts[1], (int)a(f), (int)b(f));
            case "setp":
                return f => f.Registers[target] = Compare(parts[1], a(f), b(f));
        }

        return x.Operation switch
        {
            "mov.b32" or "mov.b64" or "mov.f64" or "mov.pred" or "cvta.local.u64" => Integer((i, _, _) => i, 1),
            "add.f64" => Real((r, s, _) => r + s, 2),
            "sub.f64" => Real((r, s, _) => r - s, 2),
            "mul.f64" => Real((r, s, _) => r * s, 2),
            "div.rn.f64" => Real((r, s, _) => r / s, 2),
            "rcp.rn.f64" => Real((r, _, _) => 1.0 / r, 1),
            "sqrt.rn.f64" => Real((r, _, _) => Math.Sqrt(r), 1),
            "fma.rn.f64" => Real(Math.FusedMultiplyAdd, 3),
            "neg.f64" => Real((r, _, _) => -r, 1),
            "abs.f64" => Real((r, _, _) => Math.Abs(r), 1),
            "cvt.rmi.f64.f64" => Real((r, _, _) => Math.Floor(r), 1),
            "add.s32" => Integer((i, j, _) => (int)(i + j), 2),
            "sub.s32" => Integer((i, j, _) => (int)(i - j), 2),
            "mul.lo.s32" => Integer((i, j, _) => (int)(i * j), 2),
            "div.s32" => Integer((i, j, _) => (int)i / (int)j, 2),
            "mad.lo.s32" => Integer((i, j, k) => (int)(i * j + k), 3),
            "add.u64" or "add.s64" => Integer((i, j, _) => i + j, 2),
            "mul.lo.s64" => Integer((i, j, _) => i * j, 2),
            "mul.wide.u32" => Integer((i, j, _) => (long)((ulong)(uint)i * (uint)j), 2),
            "mad.lo.u64" => Integer((i, j, k) => i * j + k, 3),
            "and.pred" => Integer((i, j, _) => i & j, 2),
            "or.pred" => Integer((i, j, _) => i | j, 2),
            "xor.pred" => Integer((i, j, _) => i ^ j, 2),
            "not.pred" => Integer((i, _, _) => i ^ 1, 1),
            "cvt.rpi.f64.f64" => Real((r, _, _) => Math.Ceiling(r), 1),
            "and.b64" => Integer((i, j, _) => i & j, 2),
            "and.b32" => Integer((i, j, _) => (int)(i & j), 2),
            "or.b64" => Integer((i, j, _) => i | j, 2),
            "xor.b64" => Integer((i, j, _) => i ^ j, 2),
            "rem.s32" => Integer((i, j, _) => (int)i % (int)j, 2),
            "rem.s64" => Integer((i, j, _) => i % j, 2),
            "shl.b32" => Integer((i, j, _) => (int)i << (int)j, 2),
            "shl.b64" => Integer((i, j, _) => i << (int)j, 2),
            "shr.s64" => Integer((i, j, _) => i >> (int)j, 2),
            "shr.s32" => Integer((i, j, _) => (int)i >> (int)j, 2),
            "cvt.s64.s32" or "cvt.s32.s64" => Integer((i, _, _) => (int)i, 1),
            "cvt.rzi.s32.f64" => Integer((i, _, _) => (int)Number(i), 1), // C# saturates and takes NaN to 0, as PTX does
            "cvt.rn.f64.s32" => Integer((i, _, _) => Bits((int)i), 1),
            "selp.b64" or "selp.b32" => Integer((i, j, k) => k != 0 ? i : j, 3),
            "testp.notanumber.f64" => Integer((i, _, _) => double.IsNaN(Number(i)) ? 1 : 0, 1),
            _ => throw new NotSupportedException($"PTX instruction without an implementation: {x.Text}"),
        };
    }

    private static Func<PtxFrame, long> Value(PtxOperand o)
    {
        if (o.Register >= 0)
            return f => f.Registers[o.Register];
        return o.Name switch
        {
            null => _ => o.Bits,
            "%tid.x" => f => f.Thread,
            "%ntid.x" => f => f.Threads,
            "%ctaid.x" => _ => 0,
            _ => f => f.Locals[o.Name],
        };
    }

    /// <summary>Threads run one after the other, so an atomic operation is an ordinary one.</summary>
    private int Atomic(string operation, long address, long operand)
    {
        Span<byte> place = _memory.AsSpan(checked((int)address), 4);
        int old = BitConverter.ToInt32(place);
        BitConverter.TryWriteBytes(place, operation switch
        {
            "red.min.s32" or "atom.min.s32" => Math.Min(old, (int)operand),
            "red.add.u32" or "atom.add.u32" => old + (int)operand,
            _ => throw new NotSupportedException(operation),
        });
        return old;
    }

    private static double Number(long bits) => BitConverter.Int64BitsToDouble(bits);

    private static long Bits(double x) => BitConverter.DoubleToInt64Bits(x);

    private static long Read(ReadOnlySpan<byte> source, int size) => size == 4 ? BitConverter.ToInt32(source) : BitConverter.ToInt64(source);

    /// <summary>Ordered comparisons are false for NaN, the unordered ones (a u behind the name) true.</summary>
    private static long Compare(string name, double a, double b)
    {
        bool unordered = double.IsNaN(a) || double.IsNaN(b);
        return name switch
        {
            "eq" => a == b,
            "ne" => !unordered && a != b,
            "lt" => a < b,
            "le" => a <= b,
            "gt" => a > b,
            "ge" => a >= b,
            "neu" => a != b,
            "equ" => unordered || a == b,
            "ltu" => unordered || a < b,
            "leu" => unordered || a <= b,
            "gtu" => unordered || a > b,
            "geu" => unordered || a >= b,
            _ => throw new NotSupportedException(name),
        } ? 1 : 0;
    }

    private static long Compare(string name, long a, long b) => name switch
    {
        "eq" => a == b,
        "ne" => a != b,
        "lt" => a < b,
        "le" => a <= b,
        "gt" => a > b,
        "ge" => a >= b,
        _ => throw new NotSupportedException(name),
    } ? 1 : 0;
}

/// <summary>What the instructions of a call of a function work on.</summary>
internal sealed record PtxFrame(long[] Registers, Dictionary<string, byte[]> Parameters, Dictionary<string, long> Locals, int Thread, int Threads);
