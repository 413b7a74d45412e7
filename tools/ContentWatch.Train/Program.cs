using ContentWatch.Score;
using ContentWatch.Train;

// From labelled text to models/e5-heads in one command: vectors (kept, so that a stopped run goes on), heads, calibration, manifest, evaluation.
var datasets = args.Length > 0 ? args[0] : "../shared/datasets";
var models = args.Length > 1 ? args[1] : "models";
var encoderFolder = Path.Combine(models, "encoder-e5-small");
var windows = new TextWindows(128, 32, 64);
using var encoder = new TextEncoder(Path.Combine(encoderFolder, "encoder.int8.onnx"), [6, 9, 12], 2);
var tokens = new TextTokens(Path.Combine(encoderFolder, "tokenizer.model"), "query: ");
var embeddings = new Embeddings(encoder, tokens, windows, Path.Combine("artifacts", "train"));
Row[] rows = [.. TrainingSet.All.SelectMany(set => embeddings.Of(set, datasets))];
new Shipping(rows, windows, models).Write();
return 0;
