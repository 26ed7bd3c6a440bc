using System.Globalization;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Benchmarks;

/// <summary>Options of the benchmark, as --name value.</summary>
internal sealed class Options
{
    /// <summary>cuda, or cpu: ILGPU's CPU accelerator, which is slow and only for trying the program.</summary>
    public string Device { get; private set; } = "cuda";

    /// <summary>Voxels per edge of the volume elements.</summary>
    public int[] Grids { get; private set; } = [16, 32];

    /// <summary>Volume elements on the accelerator at a time.</summary>
    public int[] Slots { get; private set; } = [32, 128, 512];

    /// <summary>Increments of a path.</summary>
    public int Increments { get; private set; } = 200;

    /// <summary>Time [s] for each measurement.</summary>
    public double Seconds { get; private set; } = 30.0;

    /// <summary>File for the report; it is printed too.</summary>
    public string? Out { get; private set; }

    public static Options Parse(string[] args)
    {
        Options o = new();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length)
                throw new InputException($"The option {args[i]} needs a value.");
            string value = args[i + 1];
            switch (args[i])
            {
                case "--device":
                    o.Device = value is "cuda" or "cpu" ? value : throw new InputException($"--device is '{value}'; it must be cuda or cpu.");
                    break;
                case "--grids":
                    o.Grids = Numbers(args[i], value);
                    break;
                case "--slots":
                    o.Slots = Numbers(args[i], value);
                    break;
                case "--increments":
                    o.Increments = Numbers(args[i], value)[0];
                    break;
                case "--seconds":
                    o.Seconds = Numbers(args[i], value)[0];
                    break;
                case "--out":
                    o.Out = value;
                    break;
                default:
                    throw new InputException($"Unknown option {args[i]}; known are --device, --grids, --slots, --increments, --seconds and --out.");
            }
        }

        return o;
    }

    private static int[] Numbers(string name, string value) => [.. value.Split(',').Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0
            ? n
            : throw new InputException($"{name} is '{value}'; it must be positive whole numbers with commas between."))];
}
