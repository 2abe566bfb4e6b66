#include "kubectl-scan/target_files.hpp"

#include "io/subprocess.hpp"
#include "yaml/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace kscan::cmd {

namespace {

namespace fs = std::filesystem;

bool is_manifest(const fs::path& file) {
  constexpr std::array<std::string_view, 3> extensions{".json", ".yaml", ".yml"};
  return std::ranges::find(extensions, file.extension().string()) != extensions.end();
}

/// A link to a directory is not followed.
template<typename Iterator> std::vector<std::string> manifests_in(Iterator entry) {
  std::vector<std::string> files;
  std::error_code error;
  for (; !error && entry != Iterator(); entry.increment(error)) {
    std::error_code unknown;
    if (!entry->is_directory(unknown) && is_manifest(entry->path()))
      files.push_back(entry->path().string());
  }
  std::ranges::sort(files);
  return files;
}

Result<std::vector<std::string>> directory(const std::string& path, bool recursive) {
  std::error_code error;
  std::vector<std::string> files = recursive
                                       ? manifests_in(fs::recursive_directory_iterator(path, error))
                                       : manifests_in(fs::directory_iterator(path, error));
  if (error) return fail(Errc::config, fmt::format("open {}: {}", path, error.message()));
  if (!files.empty()) return files;
  return fail(
      Errc::config,
      fmt::format("error reading [{}]: recognized file extensions are [.json .yaml .yml]", path));
}

io::Finished run(const io::Command& command, io::Loop& loop) {
  std::optional<Result<io::Finished>> ended;
  const io::Ticket running =
      io::start(loop, command, [&](Result<io::Finished> finished) { ended = std::move(finished); });
  loop.run_until([&] { return ended.has_value(); });
  return value_or_throw(std::move(*ended));
}

std::string kustomized(const std::string& directory, io::Loop& loop) {
  const std::string hint = "kustomize build DIR | kubectl scan -f -";
  try {
    io::Finished made = run({.program = "kubectl",
                             .args = {"kustomize", "--", directory},
                             .output_limit = yaml::most_bytes},
                            loop);
    if (made.exit_code == 0) return std::move(made.output);
    throw Error(
        Errc::config,
        fmt::format("kubectl kustomize {} failed with exit code {}", directory, made.exit_code));
  } catch (const Error& error) {
    if (error.code() != Errc::not_found) throw;
    throw Error(Error(error).because("running kubectl kustomize").hint(hint));
  }
}

}  // namespace

Result<std::vector<std::string>> files_of(const InputFiles& input) {
  std::vector<std::string> files;
  for (const std::string& path : input.files) {
    std::error_code error;
    const fs::file_status status = path == "-" ? fs::file_status() : fs::status(path, error);
    if (path != "-" && !fs::exists(status))
      return fail(Errc::not_found, fmt::format("the path \"{}\" does not exist", path));
    if (path == "-" || !fs::is_directory(status)) {
      files.push_back(path);
      continue;
    }
    Result<std::vector<std::string>> found = directory(path, input.recursive);
    if (!found) return fail(std::move(found).error());
    files.insert(files.end(), found->begin(), found->end());
  }
  return files;
}

void read_input(const InputFiles& input,
                const ReadText& read_file,
                io::Loop& loop,
                const std::function<void(InputText)>& take) {
  for (const std::string& file : value_or_throw(files_of(input))) {
    const bool from_stdin = file == "-";
    take(
        {from_stdin ? "STDIN" : file, value_or_throw(read_file(from_stdin ? "/dev/stdin" : file))});
  }
  if (!input.kustomize.empty())
    take({"the output of kubectl kustomize " + input.kustomize, kustomized(input.kustomize, loop)});
}

}  // namespace kscan::cmd
