#pragma once
#include <CLI/CLI.hpp>

#include <string>
#include <vector>

/// Flags as every command of ours has them: each with its variable (--scanner-image is
/// KUBECTL_SCAN_SCANNER_IMAGE), over which the flag wins.
namespace kscan::cmd {

struct FlagText {
  std::string names;  ///< CLI11's "-o,--output"; the long name comes last
  std::string placeholder;
  std::string help;
};

/// The last value counts.
CLI::Option* add_flag(CLI::App& command, const FlagText& text, std::string& value);
/// Repeatable, and with several values at commas.
CLI::Option* add_flag(CLI::App& command, const FlagText& text, std::vector<std::string>& values);
CLI::Option* add_switch(CLI::App& command, const FlagText& text, bool& value);

}  // namespace kscan::cmd
