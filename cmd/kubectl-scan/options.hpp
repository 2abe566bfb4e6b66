#pragma once
#include "base/error.hpp"
#include "kubectl-scan/connection.hpp"
#include "kubectl-scan/flags.hpp"
#include "manifest/manifest.hpp"
#include "render/render.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kscan::cmd {

/// What is to be scanned and how: flags checked, files read.
struct Options {
  Connection connection;
  std::vector<std::string> pods;
  render::Format format = render::Format::table;
  manifest::Settings manifest;  ///< without run id and payload
  plan::Options plan;
  std::optional<plan::Handoff> credentials;  ///< nothing: what each namespace's rights allow
  bool keep = false;
};

/// Without the connection. `read_file` is io::read_file, or a test's. Errors say which flag is
/// wrong.
using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;
[[nodiscard]] Result<Options> to_options(const ScanFlags& flags, const ReadFile& read_file);

}  // namespace kscan::cmd
