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
        int frame = _top;
        var locals = function.Locals.ToDictionary(l => l.Key, l => (long)Allocate(l.Value));
        _memory.AsSpan(frame, _top - frame).Fill(0xCD); // reading what was not written shows
        long[] r = new long[function.RegisterCount];
        for (int at = 0; at < function.Instructions.Count; at++)
        {
            PtxInstruction x = function.Instructions[at];
            Executed++;
            if (x.Predicate >= 0 && (r[x.Predicate] != 0) == x.Negated)
                continue;
            switch (x.Operation)
            {
                case "ret":
                    _top = frame;
                    return;
                case "bra" or "bra.uni":
                    at = function.Labels[x.Operands[0].Name!] - 1;
                    break;
                case "call" or "call.uni":
                    Call(x, parameters, thread, threads);
                    break;
                default:
                    Execute(x, r, parameters, Value);
                    break;
            }
        }

        throw new InvalidOperationException("A function ended without ret.");

        long Value(PtxOperand o) => o.Register >= 0 ? r[o.Register] : o.Name switch
        {
            null => o.Bits,
            "%tid.x" => thread,
            "%ntid.x" => threads,
            "%ctaid.x" => 0,
            _ => locals[o.Name],
        };
    }

    private void Call(PtxInstruction x, Dictionary<string, byte[]> caller, int thread, int threads)
    {
        PtxFunction callee = _functions[x.Operands[1].Name!];
        Called.Add(x.Operands[1].Name!);
        var values = new Dictionary<string, byte[]>();
        for (int i = 2; i < x.Operands.Length; i++)
            values.Add(callee.Parameters[i - 2], caller[x.Operands[i].Name!]);
        Run(callee, values, thread, threads);
        caller[x.Operands[0].Name!] = values[callee.ReturnValue];
    }

    private void Execute(PtxInstruction x, long[] r, Dictionary<string, byte[]> parameters, Func<PtxOperand, long> value)
    {
        PtxOperand[] o = x.Operands;
        string[] parts = x.Operation.Split('.');
        string type = parts[^1];
        long A() => value(o[1]);
        long B() => value(o[2]);
        long C() => value(o[3]);
        double a() => BitConverter.Int64BitsToDouble(A());
        double b() => BitConverter.Int64BitsToDouble(B());
        double c() => BitConverter.Int64BitsToDouble(C());
        int size = type is "b32" or "s32" or "u32" ? 4 : 8;
        switch (parts[0])
        {
            case "ld" when parts[1] == "param":
                r[o[0].Register] = Read(parameters[o[1].Name!].AsSpan((int)o[1].Bits), size);
                return;
            case "st" when parts[1] == "param":
                parameters[o[0].Name!] = BitConverter.GetBytes(A());
                return;
            case "ld":
                r[o[0].Register] = Read(_memory.AsSpan(checked((int)(r[o[1].Register] + o[1].Bits))), size);
                return;
            case "st":
                BitConverter.GetBytes(A()).AsSpan(0, size).CopyTo(_memory.AsSpan(checked((int)(r[o[0].Register] + o[0].Bits))));
                return;
            case "atom":
                r[o[0].Register] = Atomic(x.Operation, r[o[1].Register] + o[1].Bits, value(o[2]));
                return;
            case "red":
                Atomic(x.Operation, r[o[0].Register] + o[0].Bits, value(o[1]));
                return;
            case "setp":
                r[o[0].Register] = type == "f64" ? Compare(parts[1], a(), b()) : Compare(parts[1], size == 4 ? (int)A() : A(), size == 4 ? (int)B() : B());
                return;
        }

        r[o[0].Register] = x.Operation switch
        {
            "mov.b32" or "mov.b64" or "mov.f64" or "cvta.local.u64" => A(),
            "add.f64" => Bits(a() + b()),
            "sub.f64" => Bits(a() - b()),
            "mul.f64" => Bits(a() * b()),
            "div.rn.f64" => Bits(a() / b()),
            "rcp.rn.f64" => Bits(1.0 / a()),
            "sqrt.rn.f64" => Bits(Math.Sqrt(a())),
            "fma.rn.f64" => Bits(Math.FusedMultiplyAdd(a(), b(), c())),
            "neg.f64" => Bits(-a()),
            "abs.f64" => Bits(Math.Abs(a())),
            "add.s32" => (int)(A() + B()),
            "sub.s32" => (int)(A() - B()),
            "mul.lo.s32" => (int)(A() * B()),
            "div.s32" => (int)A() / (int)B(),
            "mad.lo.s32" => (int)(A() * B() + C()),
            "add.u64" or "add.s64" => A() + B(),
            "mul.lo.s64" => A() * B(),
            "mul.wide.u32" => (long)((ulong)(uint)A() * (uint)B()),
            "mad.lo.u64" => A() * B() + C(),
            "and.b64" => A() & B(),
            "and.b32" => (int)(A() & B()),
            "or.b64" => A() | B(),
            "xor.b64" => A() ^ B(),
            "rem.s32" => (int)A() % (int)B(),
            "rem.s64" => A() % B(),
            "shl.b32" => (int)A() << (int)B(),
            "shl.b64" => A() << (int)B(),
            "shr.s64" => A() >> (int)B(),
            "shr.s32" => (int)A() >> (int)B(),
            "cvt.s64.s32" => (int)A(),
            "cvt.s32.s64" => (int)A(),
            "cvt.rzi.s32.f64" => (int)a(), // C# saturates and takes NaN to 0, as PTX does
            "cvt.rn.f64.s32" => Bits((int)A()),
            "cvt.rmi.f64.f64" => Bits(Math.Floor(a())),
            "selp.b64" or "selp.b32" => C() != 0 ? A() : B(),
            "testp.notanumber.f64" => double.IsNaN(a()) ? 1 : 0,
            _ => throw new NotSupportedException($"PTX instruction without an implementation: {x.Text}"),
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
