using System.CommandLine;
using System.Text.Json;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>microstructure</c>: one random volume element, optionally with its voxel image and material file.</summary>
internal static class MicrostructureCommand
{
    private const int DefaultGrid = 32;
    private const double DefaultHalfWidth_deg = 10.0;

    public static Command Create()
    {
        Option<int> grains = new Option<int>("--grains") { Description = "Number of grains.", DefaultValueFactory = _ => 20 }.Strict();
        Option<ulong> seed = new Option<ulong>("--seed") { Description = "Seed; the same seed gives the same volume element.", Required = true }.Strict();
        Option<string?> texture = new("--texture") { Description = "Texture component: goss, brass, cube or copper. Without it orientations are uniform." };
        Option<double?> halfWidth = new Option<double?>("--halfwidth_deg") { Description = $"Half-width of the texture component at half maximum, degrees ({DefaultHalfWidth_deg})." }.Strict();
        Option<bool> variants = new("--sample-symmetry") { Description = "Spread the texture over its variants under orthorhombic sample symmetry." };
        Option<string> output = new("--out") { Description = "The volume element, ve.json.", Required = true };
        Option<int?> grid = new Option<int?>("--grid") { Description = $"Voxels along each edge of the image ({DefaultGrid}); needs --vti." }.Strict();
        Option<string?> vti = new("--vti") { Description = "Voxel image for DAMASK and ParaView, .vti." };
        Option<string?> material = new("--material") { Description = "DAMASK material file with one entry per grain, aluminium, .yaml." };
        Option<bool> json = new("--json") { Description = "Print a summary as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing but errors." };
        Command command = new("microstructure", """
            Creates one periodic volume element: random Voronoi seeds and crystal orientations.
            Example: umat-surrogate microstructure --grains 20 --seed 7 --texture brass --halfwidth_deg 10 --out ve.json --grid 32 --vti ve.vti --material material.yaml
            """) { grains, seed, texture, halfWidth, variants, output, grid, vti, material, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string path = parsed.GetValue(output)!;
            string? vtiPath = parsed.GetValue(vti), materialPath = parsed.GetValue(material);
            int? voxels = parsed.GetValue(grid);
            if (voxels is not null && vtiPath is null)
                throw new InputException("--grid is given without --vti; name the voxel image to write with --vti FILE.");
            VolumeElement ve = Generate(
                parsed.GetValue(grains), parsed.GetValue(seed), parsed.GetValue(texture), parsed.GetValue(halfWidth), parsed.GetValue(variants));
            VolumeElementFile.Write(path, ve);
            List<string> written = [path];
            if (vtiPath is not null)
            {
                int n = voxels ?? DefaultGrid;
                GeometryFile.Write(vtiPath, VoxelGrid.FromVolumeElement(ve, n, n, n));
                written.Add(vtiPath);
            }
            if (materialPath is not null)
            {
                MaterialFile.Write(materialPath, MaterialConfiguration.FromVolumeElement(ve, PhenopowerlawParameters.Aluminium));
                written.Add(materialPath);
            }
            if (parsed.GetValue(json))
                PrintJson(ve.Grains.Length, parsed.GetValue(seed), written);
            else if (!parsed.GetValue(quiet))
                Console.WriteLine($"{ve.Grains.Length} grains, seed {parsed.GetValue(seed)}: {string.Join(", ", written)}");
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    private static VolumeElement Generate(int grains, ulong seed, string? texture, double? halfWidth_deg, bool variants)
    {
        if (texture is null)
        {
            if (halfWidth_deg is not null || variants)
                throw new InputException("--halfwidth_deg and --sample-symmetry describe a texture; name it with --texture goss|brass|cube|copper.");
            return VolumeElementGenerator.Random(grains, seed);
        }
        TextureComponent component = texture.ToLowerInvariant() switch
        {
            "goss" => TextureComponent.Goss,
            "brass" => TextureComponent.Brass,
            "cube" => TextureComponent.Cube,
            "copper" => TextureComponent.Copper,
            _ => throw new InputException($"--texture is '{texture}'; known components are goss, brass, cube and copper."),
        };
        return VolumeElementGenerator.Textured(
            grains, component, halfWidth_deg ?? DefaultHalfWidth_deg, seed, variants ? SampleSymmetry.Orthorhombic : SampleSymmetry.Triclinic);
    }

    private static void PrintJson(int grains, ulong seed, List<string> written)
    {
        using Stream stream = Console.OpenStandardOutput();
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber("grains", grains);
        writer.WriteNumber("seed", seed);
        writer.WriteStartArray("files");
        foreach (string file in written)
            writer.WriteStringValue(file);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }
}
