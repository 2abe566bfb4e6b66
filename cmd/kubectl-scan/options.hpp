#pragma once
#include "base/error.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/flags.hpp"
#include "manifest/manifest.hpp"
#include "render/render.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kscan::cmd {

/// What is to be done: flags checked, files read.
struct Options {
  kubeconfig::Overrides connection;
  std::vector<std::string> pods;
  render::Format format = render::Format::table;
  manifest::Settings manifest;  ///< without run id and payload
  bool keep = false;
};

/// `read_file` is io::read_file, or a test's. Errors say which flag is wrong.
using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;
[[nodiscard]] Result<Options> to_options(const Flags& flags, const ReadFile& read_file);

}  // namespace kscan::cmd
