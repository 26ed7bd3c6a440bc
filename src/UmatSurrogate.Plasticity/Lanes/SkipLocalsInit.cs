// Structs of lanes are large; clearing them at every call would take a tenth of an update. The compiler proves that none is read before it is written.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
