//! Joins parts of the program that would not be worth a request of their own.
//!
//! What the splitter writes is regular: a part defines functions and data, imports memory, table
//! and stack pointer, and is called by others through the table alone. So parts are one part once
//! their functions, table entries and data stand one after another.

use anyhow::{Result, anyhow, bail};
use std::convert::Infallible;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, CustomSection, DataCountSection, DataSection, ElementSection, EntityType,
    FunctionSection, ImportSection, Module, RawSection, SectionId,
};
use wasmparser::{Parser, Payload};

/// How the names of the imports begin that only say of which program a part is.
const CANARY: &str = "__canary";
/// What of the program's tools later tools ask for.
const FEATURES: &str = "target_features";

/// One part that is all of these.
pub fn join(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    if let [only] = parts {
        return Ok(only.clone());
    }
    let mut joined = Joined::default();
    for part in parts {
        joined.add(part)?;
    }
    joined.finish()
}

#[derive(Default)]
struct Joined {
    types: Vec<u8>,
    imports: Vec<(String, String, EntityType)>,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    features: Option<Vec<u8>>,
}

/// Numbers of functions and data, behind those that are there already.
struct Behind {
    functions: u32,
    data: u32,
}

impl Reencode for Behind {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<Infallible>> {
        Ok(self.functions + function)
    }

    fn data_index(&mut self, data: u32) -> Result<u32, reencode::Error<Infallible>> {
        Ok(self.data + data)
    }
}

impl Joined {
    fn add(&mut self, part: &[u8]) -> Result<()> {
        let mut behind = Behind { functions: self.functions.len(), data: self.data.len() };
        for payload in Parser::new(0).parse_all(part) {
            self.add_payload(part, payload?, &mut behind)
                .map_err(|error| anyhow!("cannot join a part: {error}"))?;
        }
        Ok(())
    }

    fn add_payload(&mut self, part: &[u8], payload: Payload, behind: &mut Behind) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                let range = types.range();
                let types = &part[usize::try_from(range.start)?..usize::try_from(range.end)?];
                if self.types.is_empty() {
                    self.types = types.to_vec();
                } else if self.types != types {
                    bail!("it has types of its own");
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let kind = behind.entity_type(import.ty)?;
                    if matches!(kind, EntityType::Function(_)) {
                        bail!("it imports the function {}", import.name);
                    }
                    let import = (import.module.to_owned(), import.name.to_owned(), kind);
                    if !self.imports.contains(&import) {
                        self.imports.push(import);
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                behind.parse_function_section(&mut self.functions, functions)?
            }
            Payload::ElementSection(elements) => {
                behind.parse_element_section(&mut self.elements, elements)?
            }
            Payload::CodeSectionEntry(body) => behind.parse_function_body(&mut self.code, body)?,
            Payload::DataSection(data) => behind.parse_data_section(&mut self.data, data)?,
            Payload::CustomSection(custom) => {
                if custom.name() == FEATURES {
                    self.features.get_or_insert_with(|| custom.data().to_vec());
                }
            }
            Payload::ExportSection(exports) if exports.count() == 0 => {}
            Payload::Version { .. }
            | Payload::DataCountSection { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::End(_) => {}
            other => bail!("it has {other:?}"),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>> {
        // Code names the stack pointer by number: the first of the globals, and the only one it
        // knows.
        self.imports.sort_by_key(|(_, name, _)| name.starts_with(CANARY));
        let globals = self.imports.iter().filter(|(_, name, kind)| {
            matches!(kind, EntityType::Global(_)) && !name.starts_with(CANARY)
        });
        if globals.count() > 1 {
            bail!("parts to be joined name two globals");
        }
        let mut imports = ImportSection::new();
        for (module, name, kind) in &self.imports {
            imports.import(module, name, *kind);
        }
        let mut module = Module::new();
        module.section(&RawSection { id: SectionId::Type.into(), data: &self.types });
        module.section(&imports).section(&self.functions);
        if !self.elements.is_empty() {
            module.section(&self.elements);
        }
        module
            .section(&DataCountSection { count: self.data.len() })
            .section(&self.code)
            .section(&self.data);
        if let Some(features) = &self.features {
            module.section(&CustomSection { name: FEATURES.into(), data: features.into() });
        }
        Ok(module.finish())
    }
}

/// How much code and data a module has.
pub fn weight(module: &[u8]) -> Result<usize> {
    let mut weight = 0;
    for payload in Parser::new(0).parse_all(module) {
        let range = match payload? {
            Payload::CodeSectionStart { range, .. } => range,
            Payload::DataSection(data) => data.range(),
            _ => continue,
        };
        weight += usize::try_from(range.end - range.start)?;
    }
    Ok(weight)
}
