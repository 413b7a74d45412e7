using System.ComponentModel.DataAnnotations;

namespace ContentWatch.Score;

/// <summary>Which models score, and with how much of the machine. Section <c>Score</c>.</summary>
public sealed class ScoreOptions
{
    /// <summary>Folder with one folder per model, each with its <c>manifest.json</c>. Default <c>models</c>.</summary>
    [Required]
    public string ModelsFolder { get; set; } = "models";

    /// <summary>Names of the models that score; all of them run. Empty, the default, means every model in the folder.</summary>
    public IList<string> Scorers { get; } = [];

    /// <summary>Threads of one run of a model. 1 to 64; default 1.</summary>
    [Range(1, 64)]
    public int Threads { get; set; } = 1;
}
