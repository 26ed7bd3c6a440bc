using System.Diagnostics;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Benchmarks;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;

// The field solver on a GPU in one go: what the machine is, whether results agree with the processor's, how fast it is, and where the time goes.
try
{
    Options options = Options.Parse(args);
    Report report = new(options.Out);
    string commit = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
    report.Line("# Volume elements on a GPU");
    report.Line("");
    report.Line(FormattableString.Invariant($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, version and commit {commit}, {Environment.ProcessorCount} processors ({ProcessorName()})"));
    using Context context = Context.Create(builder => (options.Device == "cuda" ? builder.Cuda() : builder.CPU(new CPUDevice(2, 1, 1))).CrystalPlasticity());
    if (options.Device == "cuda" && context.GetCudaDevices().Count == 0)
        throw new InputException("ILGPU found no CUDA device: the CUDA driver library does not load, or it knows no device. --device cpu tries the program without one.");
    using Accelerator accelerator = options.Device == "cuda" ? context.CreateCudaAccelerator(0) : context.CreateCPUAccelerator(0);
    report.Line(accelerator is CudaAccelerator cuda
        ? $"{cuda.Name}, {cuda.MemorySize >> 30} GiB, {cuda.NumMultiprocessors} multiprocessors, compute capability {cuda.Architecture}, PTX {cuda.InstructionSet}, driver for CUDA {cuda.DriverVersion}"
        : $"ILGPU's {accelerator.Name}: the figures say nothing about a GPU");
    report.Line(CuFftLibrary.TryLoad(out CuFftLibrary? library, out string reason) ? library.Name : reason);
    long start = Stopwatch.GetTimestamp();
    using (new FieldBatchSimulator(accelerator, UmatSurrogate.Spectral.PeriodicGrid.Cube(2), UmatSurrogate.Plasticity.PhenopowerlawParameters.Aluminium, new(), new(), 1))
        report.Line(FormattableString.Invariant($"Kernels compiled in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
    report.Line("");
    Agreement.Report(accelerator, options, report);
    Throughput.Report(accelerator, options, report);
    return 0;
}
catch (InputException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static string ProcessorName() => File.Exists("/proc/cpuinfo")
    ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
    : "unknown";
