#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"
#include "kubectl-scan/target_options.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kscan::cmd {

/// The files that -f means, as cli-runtime finds them (pkg/resource/visitor.go): of a directory
/// those that end in .json, .yaml or .yml, by name; "-" stays. Errc::not_found, Errc::config.
[[nodiscard]] Result<std::vector<std::string>> files_of(const InputFiles& input);

/// A text of manifests and what it is called in errors.
struct InputText {
  std::string name;
  std::string text;
};
/// Reads all of it, one text after the other: files, standard input, what `kubectl kustomize`
/// prints. Blocking. Throws Error; what `take` throws too.
using ReadText = std::function<Result<std::string>(const std::filesystem::path&)>;
void read_input(const InputFiles& input,
                const ReadText& read_file,
                io::Loop& loop,
                const std::function<void(InputText)>& take);

}  // namespace kscan::cmd
