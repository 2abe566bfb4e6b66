#include "kubectl-scan/environment.hpp"

#include "io/file.hpp"

#include <cstdlib>
#include <optional>
#include <system_error>

namespace kscan::cmd {

namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

char upper(char c) {
  if (c == '-') return '_';
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::string variable_of(std::string_view flag) {
  std::string name = "KUBECTL_SCAN_";
  for (const char c : flag)
    name += upper(c);
  return name;
}

kubeconfig::System host_system() {
  std::error_code gone;
  return {.env = environment,
          .read_file = [](const std::filesystem::path& path) { return io::read_file(path); },
          .cwd = std::filesystem::current_path(gone)};
}

}  // namespace kscan::cmd
