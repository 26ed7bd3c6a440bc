using System.Collections.Concurrent;
using System.Globalization;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>
/// Gives every point its grains. What is made is kept, because a host asks for each point many times; the key is
/// (element label, point), and the token in the state guards against hosts that would mix these up. Thread-safe.
/// </summary>
internal abstract class MicrostructureSource
{
    /// <summary>Whether element label and point number matter.</summary>
    public virtual bool DiffersBetweenPoints => true;

    /// <exception cref="InputException">The point has no volume element.</exception>
    public abstract PointMicrostructure Of(int element, int point);

    /// <summary>Reads what the definition names.</summary>
    public static MicrostructureSource Create(MicrostructureDefinition definition, SurrogateEnsemble ensemble) => definition switch
    {
        MicrostructureDefinition.SingleFile single => new OneVolumeElement(new(ensemble, VolumeElementFile.Read(single.File))),
        MicrostructureDefinition.ElementTable table => new VolumeElementTable(ensemble, table.File),
        MicrostructureDefinition.Seeded seeded => new SeededVolumeElements(ensemble, seeded),
        _ => throw new ArgumentException($"The microstructure definition {definition.GetType().Name} is not known.", nameof(definition)),
    };

    /// <summary>The volume element that a definition gives a point, for programs that check a job.</summary>
    public static VolumeElement VolumeElementAt(MicrostructureDefinition definition, int element, int point) => definition switch
    {
        MicrostructureDefinition.SingleFile single => VolumeElementFile.Read(single.File),
        MicrostructureDefinition.ElementTable table => VolumeElementFile.Read(VolumeElementTable.ReadTable(table.File)
            .GetValueOrDefault(element) ?? throw VolumeElementTable.Missing(element, table.File)),
        MicrostructureDefinition.Seeded seeded => seeded.VolumeElementAt(element, point),
        _ => throw new ArgumentException($"The microstructure definition {definition.GetType().Name} is not known.", nameof(definition)),
    };

    private sealed class OneVolumeElement(PointMicrostructure microstructure) : MicrostructureSource
    {
        public override bool DiffersBetweenPoints => false;

        public override PointMicrostructure Of(int element, int point) => microstructure;
    }

    private sealed class SeededVolumeElements(SurrogateEnsemble ensemble, MicrostructureDefinition.Seeded definition) : MicrostructureSource
    {
        private readonly ConcurrentDictionary<(int Element, int Point), PointMicrostructure> _points = new();

        public override PointMicrostructure Of(int element, int point) =>
            _points.TryGetValue((element, point), out PointMicrostructure? found)
                ? found
                : _points.GetOrAdd((element, point), new PointMicrostructure(ensemble, definition.VolumeElementAt(element, point)));
    }

    private sealed class VolumeElementTable : MicrostructureSource
    {
        private readonly Dictionary<int, PointMicrostructure> _elements = [];
        private readonly string _file;

        public VolumeElementTable(SurrogateEnsemble ensemble, string file)
        {
            _file = file;
            Dictionary<string, PointMicrostructure> files = new(StringComparer.Ordinal);
            foreach ((int element, string path) in ReadTable(file))
            {
                if (!files.TryGetValue(path, out PointMicrostructure? microstructure))
                    files[path] = microstructure = new(ensemble, VolumeElementFile.Read(path));
                _elements.Add(element, microstructure);
            }
        }

        public override PointMicrostructure Of(int element, int point) =>
            _elements.TryGetValue(element, out PointMicrostructure? found) ? found : throw Missing(element, _file);

        /// <summary>Reads rows <c>element,file</c>; the files lie relative to the table.</summary>
        public static Dictionary<int, string> ReadTable(string file)
        {
            Dictionary<int, string> table = [];
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            int number = 0;
            foreach (string line in ReadLines(file))
            {
                number++;
                string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
                if (line.Length == 0 || (number == 1 && cells is ["element", "file"]))
                    continue;
                if (cells.Length != 2 || !int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int element) || cells[1].Length == 0)
                    throw new InputException($"{file}, line {number}: '{line}' is not a row 'element,file' with an element label and a volume element.");
                if (!table.TryAdd(element, Path.GetFullPath(cells[1], folder)))
                    throw new InputException($"{file}, line {number}: element {element} stands in the table twice.");
            }
            return table;
        }

        public static InputException Missing(int element, string file) =>
            new($"element {element} is not in the table '{file}'; give every element of the material a row 'element,file'.");

        private static string[] ReadLines(string file)
        {
            try
            {
                return File.ReadAllLines(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"The table '{file}' cannot be read: {e.Message}", e);
            }
        }
    }
}
