//! An element made by a list of what it has. `view!` makes a type of each element with all its attributes, and code for each type;
//! this is one type and one code, and the first module is smaller for it by a sixth (brotli, measured). For what the first view
//! shows; the profile has both.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node as DomNode};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::{JsCast, JsValue};

use super::Bound;

/// It is there from the start, and changes by what is bound to it.
#[must_use]
pub struct Node {
    element: Element,
    /// Dropped with it.
    effects: Vec<RenderEffect<()>>,
}

impl Node {
    /// `part` is what a page restyles it by.
    pub fn new(tag: &str, part: &str) -> Self {
        Self { element: Rndr::create_element(tag, None), effects: Vec::new() }.attr("part", part)
    }

    /// A blank value is none.
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.flag(name, value, !value.is_empty())
    }

    /// An attribute that is there or not.
    pub fn flag(self, name: &str, value: &str, is_there: bool) -> Self {
        if is_there {
            Rndr::set_attribute(&self.element, name, value);
        }
        self
    }

    /// A property that stays as it is.
    pub fn set(self, name: &str, value: &JsValue) -> Self {
        Rndr::set_property(&self.element, name, value);
        self
    }

    /// A property that follows the state.
    pub fn bound(mut self, name: &'static str, mut value: Bound) -> Self {
        let element = self.element.clone();
        self.effects.push(RenderEffect::new(move |_| Rndr::set_property(&element, name, &value())));
        self
    }

    /// For what draws in it by itself.
    pub fn element(&self) -> &Element {
        &self.element
    }

    pub fn text(self, text: &str) -> Self {
        self.append(&Rndr::create_text_node(text))
    }

    pub fn child(mut self, child: Self) -> Self {
        self.effects.extend(child.effects);
        self.append(&child.element)
    }

    pub fn children(self, children: impl Iterator<Item = Self>) -> Self {
        children.fold(self, Self::child)
    }

    /// Draws its last child anew each time what `make` reads has changed.
    pub fn drawn(mut self, mut make: impl FnMut() -> Self + 'static) -> Self {
        let element = self.element.clone();
        let mut shown: Option<Self> = None;
        self.effects.push(RenderEffect::new(move |_| {
            let next = make();
            if let Some(mut before) = shown.take() {
                before.unmount();
            }
            Rndr::insert_node(&element, &next.element, None);
            shown = Some(next);
        }));
        self
    }

    fn append(self, child: &DomNode) -> Self {
        Rndr::insert_node(&self.element, child, None);
        self
    }
}

impl Mountable for Node {
    fn unmount(&mut self) {
        Rndr::remove(&self.element);
    }

    fn mount(&mut self, parent: &Element, marker: Option<&DomNode>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = Rndr::get_parent(&self.element).and_then(|parent| parent.dyn_into::<Element>().ok());
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

impl Render for Node {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(mut self, before: &mut Self) {
        before.insert_before_this(&mut self);
        before.unmount();
        *before = self;
    }
}

impl AddAnyAttr for Node {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(self, _: New) -> Self {
        self
    }
}

/// What Leptos asks of every view for the sake of servers that draw; none draws this one.
impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        self
    }

    fn into_owned(self) -> Self {
        self
    }
}
