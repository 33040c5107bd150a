//! One short tone.

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

/// Two soft notes. Browsers stay silent until somebody has touched the page; then nothing happens.
///
/// # Errors
///
/// When there is nothing to sound with; the same news stands on the screen.
pub fn chime() -> Result<(), String> {
    play().map_err(|why| format!("no sound: {why:?}"))
}

fn play() -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let start = context.current_time();
    for (index, pitch) in [(0.0, 660.0), (1.0, 880.0)] {
        let (note, volume) = (context.create_oscillator()?, context.create_gain()?);
        let begin = start + index * 0.14;
        note.set_type(OscillatorType::Sine);
        note.frequency().set_value(pitch);
        volume.gain().set_value_at_time(0.0001, begin)?;
        volume
            .gain()
            .exponential_ramp_to_value_at_time(0.12, begin + 0.02)?;
        volume
            .gain()
            .exponential_ramp_to_value_at_time(0.0001, begin + 0.3)?;
        note.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&context.destination())?;
        note.start_with_when(begin)?;
        note.stop_with_when(begin + 0.32)?;
    }
    Ok(())
}
