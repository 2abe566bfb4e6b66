#include "agent/program.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <vector>

namespace kscan::agent {

namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

std::vector<fs::path> directories(std::string_view path) {
  std::vector<fs::path> result;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(':'), path.size());
    // An empty part means the current directory, where a scanner's own files are: not looked at.
    if (end > 0) result.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  result.emplace_back("/");
  result.emplace_back("/usr/local/bin");
  return result;
}

}  // namespace

Result<fs::path> find_program(std::string_view name, const std::optional<std::string>& path) {
  if (name.find('/') != std::string_view::npos) {
    if (is_program(name)) return fs::path(name);
    return fail(Errc::not_found, fmt::format("cannot find the program \"{}\"", name));
  }
  const std::string where = path.value_or("/usr/sbin:/usr/bin:/sbin:/bin");
  for (const fs::path& dir : directories(where))
    if (is_program(dir / name)) return dir / name;
  return fail(
      Errc::not_found,
      fmt::format("cannot find the program \"{}\" in PATH ({}), / or /usr/local/bin", name, where));
}

}  // namespace kscan::agent
